// Says which promise is broken in a scene, with evidence: `[[invariant, evidence], ...]`. The invariants: I1 old or new, I2 log
// first, I3 no lost result, I4 no double run, I5 unknown is said, I6 undo is possible, I7 nothing is left over, I8 hosts are
// apart, I9 only ours, I10 the next commands are said; and: end, journal, secret.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { atMostOnce, intendedFirst, keptBackups, secretsKept, toldIsKept, unlistedBackups } from "./checks/effects.mjs";
import { allAre, oldOrNew, onlyOurs } from "./checks/files.mjs";
import { openChanges, orderly, readJournal, wholeJournal } from "./checks/journal.mjs";
import { hostsNow } from "./checks/tree.mjs";
import { leftAfter } from "./processes.mjs";
import { pathsOf } from "./runbook.mjs";
import { runFolders } from "./scene.mjs";

/** A scene whose run was cut off a moment ago; on hosts, things may be going on. `end`: how the cut run ended. */
export function* afterCut(made, end) {
  const now = hostsNow(made, pathsOf);
  yield* oldOrNew(made, now);
  yield* onlyOurs(made, { whileRunning: true });
  yield* atMostOnce(made, now);
  const events = [];
  for (const folder of runFolders(made)) {
    yield* wholeJournal(folder, { isOver: false });
    const { events: told } = readJournal(folder);
    yield* orderly(told);
    events.push(...told);
  }
  yield* intendedFirst(made, now, events);
  if (end) yield* toldIsKept(end, events);
  yield* secretsKept(made);
}

/** A scene whose last command ended by itself. `done`: with 0, so everything must be as in a run that nothing cut off. */
export async function afterEnd(made, end, { except = [], isDone = true } = {}) {
  const found = [];
  const left = await leftAfter(made, 10_000);
  for (const { pid, command } of left) found.push(["I7", `the process ${pid} is left: ${command}`]);
  const now = hostsNow(made, pathsOf);
  const events = runFolders(made).flatMap((folder) => readJournal(folder).events);
  found.push(...oldOrNew(made, now), ...onlyOurs(made, { whileRunning: !isDone }), ...atMostOnce(made, now));
  for (const folder of runFolders(made)) found.push(...wholeJournal(folder, { isOver: true }));
  found.push(...orderly(events), ...intendedFirst(made, now, events), ...keptBackups(made, now, events));
  found.push(...toldIsKept(end, events), ...secretsKept(made), ...nextCommands(end), ...mistakes(made));
  if (!isDone) return found;
  found.push(...allAre(made, now, { except }), ...unlistedBackups(made), ...scratchLeft(made));
  for (const { host, number, task } of openChanges(events))
    found.push(["I5", `nobody knows how change ${number} (task ${task}) of ${host} ended`]);
  if (end.exitCode !== 0) found.push(["end", `exit code ${end.exitCode}: ${end.stderr || end.stdout.slice(-600)}`]);
  return found;
}

/** I10: whoever ends otherwise than with 0, after something was begun, says how to go on. */
function* nextCommands({ exitCode, stdout, stderr, args }) {
  if (exitCode === 0 || exitCode === null || !["apply", "resume"].includes(args[0])) return;
  const said = `${stdout}${stderr}`;
  if (!said.includes("change.intended") && !/\bchanged\b/.test(said)) return;
  if (!/runbook (resume|rollback|show|unlock) /.test(said))
    yield ["I10", `exit code ${exitCode}, and nothing about what to do: ${stderr}`];
}

/** Whatever happens, the program knows what to say of it. */
function* mistakes({ outputs }) {
  for (const { stdout, stderr } of outputs)
    if (`${stdout}${stderr}`.includes("RB8999")) yield ["end", `a mistake of ours: ${stderr}`];
}

function* scratchLeft({ folder, hosts }) {
  for (const host of hosts) {
    const run = join(folder, host, "home/.runbook/run");
    if (existsSync(run)) for (const name of readdirSync(run)) yield ["I7", `${host}: run/${name} is left there`];
  }
}
