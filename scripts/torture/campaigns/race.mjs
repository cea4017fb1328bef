import { createHash } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readJournal } from "../checks/journal.mjs";
import { run, runFolders } from "../scene.mjs";

const files = Array.from({ length: 40 }, (_, index) => `f${index}`);

/** Somebody edits each of 40 files once while they are replaced: their text is in the file or among the backups. */
export const race = {
  name: "race",
  async round(bench, random) {
    await bench.inScene({ hosts: ["h1"], play: undefined }, "raced", async (made) => {
      const srv = join(made.folder, "h1/srv");
      for (const name of files) writeFileSync(join(srv, name), `old ${name}\n`);
      writeFileSync(join(made.control, "site.yaml"), JSON.stringify(playOn(srv)));
      const edits = files.map((name) => ({
        name,
        way: random.oneOf(["in place", "by rename"]),
        time: random.between(0.25, 1),
      }));
      const applying = run(made, ["apply", "site.yaml", "-y"]);
      const usual = bench.raced ?? bench.usual * 1.5;
      const edited = edits.map(async ({ name, way, time }) => {
        await wait(time * usual);
        const text = `theirs ${name}\n`;
        if (way === "in place") inPlace(join(srv, name), text);
        else byRename(join(srv, name), text);
      });
      const end = await applying;
      bench.raced = end.took;
      await Promise.all(edited);
      bench.count("edits", edits.length);
      return lost(bench, made, srv, edits);
    });
  },
};

function playOn(srv) {
  const tasks = files.map((name) => ({
    name,
    copy: { dest: `${srv}/${name}`, content: `ours ${name}\n` },
    ignore_errors: true,
  }));
  return [{ hosts: "all", tasks }];
}

function inPlace(path, text) {
  const file = openSync(path, "r+");
  writeSync(file, text, 0);
  ftruncateSync(file, Buffer.byteLength(text));
  closeSync(file);
}

function byRename(path, text) {
  writeFileSync(`${path}.theirs`, text);
  renameSync(`${path}.theirs`, path);
}

function lost(bench, made, srv, edits) {
  const store = join(made.folder, "h1/home/.runbook/backups");
  const kept = safe(() => readdirSync(store, { recursive: true })).flatMap((name) =>
    safe(() => [readFileSync(join(store, name), "utf8")]),
  );
  const found = [];
  for (const { name, way } of edits) {
    const text = readFileSync(join(srv, name), "utf8");
    const theirs = `theirs ${name}\n`;
    bench.count(text === theirs ? "theirs stands" : "theirs is kept as a backup");
    if (text !== theirs && !kept.includes(theirs))
      found.push(["I9", `what somebody wrote into ${name} (${way}) is lost`]);
    if (text !== theirs && text !== `ours ${name}\n`) found.push(["I1", `${name} is ${JSON.stringify(text)}`]);
  }
  for (const { path, before, backup } of madeChanges(made)) {
    const way = edits.find(({ name }) => path.endsWith(`/${name}`))?.way;
    const [text = ""] = safe(() => [readFileSync(backup)]);
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    // Who wrote in place may have had the old file open, which is the backup now.
    if (way === "by rename" && digest !== before.digest)
      found.push(["I9", `${path} was replaced, and it was not what was seen`]);
  }
  return [
    ...found,
    ...readdirSync(srv)
      .filter((name) => name.startsWith(".rb."))
      .map((name) => ["I7", `${name} is left`]),
  ];
}

function safe(look) {
  try {
    return look();
  } catch {
    return [];
  }
}

function madeChanges(made) {
  const events = runFolders(made).flatMap((folder) => readJournal(folder).events);
  const ends = new Set(
    events.flatMap(({ type, outcome, number }) => (type === "change.finished" && outcome === "made" ? number : [])),
  );
  const changes = events.flatMap((event) => (event.type === "change.intended" ? event.changes : []));
  return changes.filter(({ number, backup }) => backup !== undefined && ends.has(number));
}
