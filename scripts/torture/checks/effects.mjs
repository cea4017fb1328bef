import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { marks, pathsOf, secret } from "../runbook.mjs";

const digestOf = (text) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** I2, log first: whatever is different on a host was intended. `now` was looked at before the journal was read. */
export function* intendedFirst({ folder, hosts }, now, events) {
  const intents = events.filter(({ type }) => type === "change.intended");
  const names = taskNames(events);
  for (const host of hosts) {
    const changes = intents.filter((event) => event.host === host).flatMap((event) => event.changes);
    for (const [path, [before]] of Object.entries(pathsOf(host))) {
      const state = now[host][path];
      if (path.startsWith("log/")) continue;
      const same = before === null ? state === null : before.text === state?.text;
      const full = join(folder, host, path);
      if (!same && !changes.some((change) => change.path === full || change.writes?.includes(full)))
        yield ["I2", `${host}/${path} is another one, and nothing was intended there`];
    }
    for (const [mark, [task]] of Object.entries(marks)) {
      const lines = linesOf(now[host][`log/${mark}`]);
      const sent = changes.filter((change) => names.get(change.task) === task).length;
      if (lines > sent) yield ["I2", `${host}: "${task}" ran ${lines} times and was intended ${sent} times`];
    }
  }
}

/** I4, no double run: each command left its line at most so often as the runbook says. */
export function* atMostOnce({ hosts }, now) {
  for (const host of hosts) {
    for (const [mark, [task, times]] of Object.entries(marks)) {
      const lines = linesOf(now[host][`log/${mark}`]);
      if (lines > times) yield ["I4", `${host}: "${task}" ran ${lines} times`];
    }
  }
}

/** I3, no lost result: what was told is in the journal. Scripts are told names of tasks; a journal has their ids. */
export function* toldIsKept({ stdout }, events) {
  const names = taskNames(events);
  const ends = events.filter(({ type }) => type === "task.finished");
  const kept = new Set(ends.map(({ host, task, status }) => `${host} ${names.get(task)} ${status}`));
  for (const line of stdout.split("\n").slice(0, -1)) {
    if (!line.startsWith("{")) continue;
    const { type, host, task, status } = JSON.parse(line);
    if (type === "task.finished" && !kept.has(`${host} ${task} ${status}`))
      yield ["I3", `task ${task} of ${host} was told as ${status}, and the journal has it not`];
  }
}

/** I6, undo is possible: what is not as it was before has a backup with the very bytes, in a folder that is ours alone. */
export function* keptBackups({ folder, hosts }, now, events) {
  const intents = events.filter(({ type }) => type === "change.intended");
  const made = new Set(
    events.flatMap((e) => (e.type === "change.finished" && e.outcome === "made" ? `${e.host} ${e.number}` : [])),
  );
  for (const host of hosts) {
    const store = join(folder, host, "home/.runbook/backups");
    const { texts, problems } = readStore(store);
    yield* problems.map((one) => ["I6", `${host}: ${one}`]);
    const digests = new Set(texts.map(digestOf));
    for (const [path, [before]] of Object.entries(pathsOf(host))) {
      if (before === null || path.startsWith("log/") || now[host][path]?.text === before.text) continue;
      if (!texts.includes(before.text)) yield ["I6", `${host}/${path}: no backup has its old bytes`];
    }
    for (const event of intents) {
      for (const { number, before, backup, path } of event.host === host ? event.changes : []) {
        const wanted = backup !== undefined && before?.digest?.startsWith("sha256:") && made.has(`${host} ${number}`);
        if (wanted && !digests.has(before.digest)) yield ["I6", `${path}: no backup of change ${number}`];
      }
    }
  }
}

function readStore(store) {
  const found = { texts: [], problems: [] };
  if (!existsSync(store)) return found;
  for (const tag of readdirSync(store)) {
    const folder = join(store, tag);
    if ((lstatSync(folder).mode & 0o777) !== 0o700) found.problems.push("the folder of backups is not 0700");
    const names = readdirSync(folder);
    const manifest = names.includes("manifest") ? readFileSync(join(folder, "manifest"), "utf8") : "";
    const listed = new Set(manifest.split("\n").map((line) => line.split("\t")[0]));
    for (const name of names) {
      if (name === "manifest") continue;
      const stat = lstatSync(join(folder, name));
      if (stat.isFile()) found.texts.push(readFileSync(join(folder, name), "utf8"));
      if (!listed.has(name)) found.unlisted = [...(found.unlisted ?? []), name];
    }
  }
  return found;
}

/** What is in the stores of backups and is in no manifest. */
export function* unlistedBackups({ folder, hosts }) {
  for (const host of hosts) {
    for (const name of readStore(join(folder, host, "home/.runbook/backups")).unlisted ?? [])
      yield ["I7", `${host}: ${name} is in the store of backups, and in no manifest`];
  }
}

/** No secret is anywhere but in the file that it is for, and its backup. */
export function* secretsKept({ folder, control, hosts, outputs }) {
  for (const { stdout, stderr } of outputs)
    if (`${stdout}${stderr}`.includes(secret)) yield ["secret", "it was printed"];
  const places = [join(control, "state"), ...hosts.map((host) => join(folder, host, "home/.runbook/run"))];
  for (const place of places.filter(existsSync)) {
    for (const name of readdirSync(place, { recursive: true })) {
      const path = join(place, name);
      if (lstatSync(path, { throwIfNoEntry: false })?.isFile() && readFileSync(path).includes(secret))
        yield ["secret", `it is in ${name}`];
    }
  }
}

/** Ids of tasks, and their names. */
export function taskNames(events) {
  return new Map(
    events.flatMap((event) => (event.type === "run.started" ? event.tasks.map(({ id, name }) => [id, name]) : [])),
  );
}

function linesOf(state) {
  return state === null ? 0 : state.text.split("\n").length - 1;
}
