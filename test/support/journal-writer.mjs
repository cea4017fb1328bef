// A process that writes a journal until it is killed: journal-writer.mjs DIST STATE RUN begin|continue ROUND HOSTS
// Prints "begun" or "refused CODE"; then, for each event that is on disk, its message.
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [dist, state, run, how, round, hosts] = process.argv.slice(2);
const load = (name) => import(pathToFileURL(`${dist}/journal/${name}.js`).href);
const say = (line) => writeSync(1, `${line}\n`);
const time = "2026-03-01T10:20:00.000Z";
const header = { format: 1, engine: "0.1.0", run, time, screen: { diffs: false, verbose: false } };
const place = { state, userId: process.getuid(), header };

async function open() {
  if (how === "begin") return (await load("begin-journal")).beginJournal(place);
  return (await (await load("continue-journal")).continueJournal(place)).journal;
}

async function tell(journal, host) {
  for (let number = 0; ; number++) {
    const message = `${round}.${host}.${number} ${"x".repeat((host * 37 + number * 91) % 3000)}`;
    journal.listener({ type: "noted", level: "info", time, run, message });
    await journal.durable();
    say(message);
  }
}

try {
  const journal = await open();
  say("begun");
  await Promise.all(Array.from({ length: Number(hosts) }, (_, host) => tell(journal, host)));
} catch (error) {
  say(`refused ${error.problems?.[0]?.code ?? error.message}`);
}
