// npm run bench: the Campaign job on 1, 10 and 50 real sshd hosts, by a floor, by us and by Ansible, side by side in one run.
//   npm run bench -- --hosts 1,10 --rounds 3 --no-ansible
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build, install } from "../scripts/steps.mjs";
import { ansible, floor, ours, whyNoAnsible } from "./contestants.mjs";
import { Lab, whyNoLab } from "./lab.mjs";
import { countsEverything, endMeasuring, measure } from "./measure.mjs";
import { table } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    hosts: { type: "string", default: "1,10,50" },
    rounds: { type: "string", default: "1" },
    "no-ansible": { type: "boolean", default: false },
    port: { type: "string", default: "2290" },
  },
});
const sizes = options.hosts.split(",").map(Number);
const rounds = Number(options.rounds);
if (![...sizes, rounds].every((number) => Number.isInteger(number) && number >= 1)) {
  stop("usage: npm run bench -- [--hosts 1,10,50] [--rounds 1] [--no-ansible]", 5);
}
const why = whyNoLab();
if (why) stop(`The benchmark runs against real sshd hosts on this machine, and cannot here: ${why}.`, 1);

install();
build();
const lab = new Lab(`/run/runbook-bench-${process.pid}`, Number(options.port));
const folder = mkdtempSync(join(tmpdir(), "runbook-bench-"));
const contestants = [floor, ours(lab)];
const noAnsible = options["no-ansible"] ? "it was left out on request" : whyNoAnsible();
if (noAnsible === undefined) contestants.push(ansible);

process.once("exit", cleanUp);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));
lab.up(Math.max(...sizes));
say(
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`,
);
say("Client and hosts share the cores. Connections are cold, a run is a process.");
if (noAnsible) say(`Ansible does not take part: ${noAnsible}.`);
if (!countsEverything) say("No cgroup for CPU time: background processes of a client (ssh's masters) are not counted.");
for (const count of sizes) {
  const results = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) await race(contestant, count, results);
  }
  say(`\n${table(count, results)}`);
}

/** One round of one contestant: from a clean product through all its runs. */
async function race(contestant, count, results) {
  lab.reset();
  for (const run of contestant.runs) {
    const output = join(folder, "output");
    const environment = { ...process.env, ...lab.environment, XDG_STATE_HOME: join(folder, "state"), NO_COLOR: "1" };
    const hostsBefore = lab.cpu();
    const cost = await measure({ command: contestant.command(run, count), environment, output });
    const undone = run === "plan" ? [] : lab.undone(count);
    if (cost.status !== 0 || undone.length > 0) {
      const hosts = undone.length > 0 ? `, not done on ${undone.length} of ${count} hosts` : "";
      stop(`${contestant.name} (${run}) ended with ${cost.status}${hosts}:\n${tail(output)}`, 1);
    }
    const hosts = hostsBefore === undefined ? undefined : lab.cpu() - hostsBefore;
    const key = `${contestant.name}, ${run}`;
    results.set(key, [...(results.get(key) ?? []), { ...cost, hosts, run }]);
  }
}

function tail(path) {
  return readFileSync(path, "utf8").split("\n").slice(-30).join("\n");
}

function cleanUp() {
  lab.down();
  endMeasuring();
  rmSync(folder, { recursive: true, force: true });
}

function say(text) {
  console.log(text);
}

function stop(text, exitCode) {
  console.error(text);
  process.exit(exitCode);
}
