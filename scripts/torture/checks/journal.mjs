// Reads journals without the program's own code, so that a mistake there is not a mistake here.
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `{ events, headers, problems, torn }` of a run's journal; a torn tail is no problem by itself. */
export function readJournal(folder) {
  const path = join(folder, "journal");
  const found = { events: [], headers: [], problems: [], torn: false };
  if (!existsSync(path)) return found;
  const bytes = readFileSync(path);
  let previous = "0".repeat(16);
  let number = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const line = end === -1 ? undefined : bytes.subarray(start, end);
    const digest = line && createHash("sha256").update(line.subarray(17)).digest("hex").slice(0, 16);
    const [own, count, before] = line ? line.toString("utf8").split(" ", 3) : [];
    if (own !== digest || Number(count) !== number || before !== previous) {
      found.torn = true;
      const whole = bytes.subarray(start).toString("utf8").split("\n").slice(1, -1);
      if (whole.some(isWhole)) found.problems.push(`record ${number} is damaged, and whole ones follow`);
      return found;
    }
    const text = line.toString("utf8");
    const data = JSON.parse(text.slice(text.indexOf(" ", text.indexOf(" ", 17) + 1) + 1));
    if (Array.isArray(data)) found.events.push(...data);
    else found.headers.push(data);
    [previous, number, start] = [digest, number + 1, end + 1];
  }
  return found;
}

function isWhole(line) {
  const digest = createHash("sha256").update(Buffer.from(line).subarray(17)).digest("hex").slice(0, 16);
  return line.slice(0, 16) === digest;
}

/** The chain is whole and the files are ours alone. `isOver`: no writer is left, and no tail is torn. */
export function* wholeJournal(folder, how) {
  const { problems, torn, events } = readJournal(folder);
  for (const one of problems) yield ["journal", one];
  // What was cut off before it began is nothing that anybody goes on with: `runs prune` takes it away.
  const isOver = how.isOver && events.some(({ type }) => type === "run.started");
  if (torn && isOver) yield ["journal", "its tail is torn"];
  if ((lstatSync(folder).mode & 0o777) !== 0o700) yield ["journal", "its folder is not 0700"];
  for (const name of readdirSync(folder)) {
    if ((lstatSync(join(folder, name)).mode & 0o777) !== 0o600) yield ["journal", `${name} is not 0600`];
    if (isOver && name !== "journal") yield ["I7", `${name} is left beside the journal`];
  }
}

/** Numbers are used once, every end has its intent, and nothing that was made is intended again. */
export function* orderly(events) {
  const intents = new Map();
  const made = new Map();
  for (const event of events) {
    if (event.type === "change.intended") {
      for (const change of event.changes) {
        const key = `${event.host} ${change.number}`;
        if (intents.has(key)) yield ["I2", `number ${change.number} of ${event.host} is used twice`];
        intents.set(key, change);
        const what = `${event.host} ${change.task} ${change.item ?? "-"}`;
        if (change.kind === "run-command" && made.get(what)) yield ["I4", `the command of ${what} is intended again`];
      }
    }
    if (event.type !== "change.finished") continue;
    const change = intents.get(`${event.host} ${event.number}`);
    if (change === undefined) yield ["I2", `change ${event.number} of ${event.host} ended without an intent`];
    else if (event.outcome === "made" && change.kind === "run-command")
      made.set(`${event.host} ${change.task} ${change.item ?? "-"}`, true);
  }
}

/** Changes that have an intent and no end, or an unknown one, whose task did not end either. */
export function openChanges(events) {
  const open = new Map();
  for (const event of events) {
    if (event.type === "change.intended")
      for (const change of event.changes) open.set(`${event.host} ${change.number}`, { ...change, host: event.host });
    if (event.type === "change.finished" && event.outcome !== "unknown") open.delete(`${event.host} ${event.number}`);
    if (event.type === "task.finished" && event.status !== "unknown" && event.status !== "failed")
      for (const [key, change] of open) if (change.host === event.host && change.task === event.task) open.delete(key);
  }
  return [...open.values()];
}
