// npm run bench: what the same work costs us, a floor, OpenSSH and Ansible on the same hosts, in one run. See docs/guide/benchmarks.md.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, install } from "../scripts/steps.mjs";
import { allContestants } from "./contestants.mjs";
import { expressions } from "./expressions.mjs";
import { fileTasks } from "./file-tasks.mjs";
import { fleet } from "./fleet.mjs";
import { inventory } from "./inventory.mjs";
import { Lab, whyNoLab } from "./lab.mjs";
import { latency } from "./latency.mjs";
import { countsEverything, endMeasuring } from "./measure.mjs";
import { readOptions, usage } from "./options.mjs";
import { practice } from "./practice.mjs";
import { start } from "./start.mjs";
import { targets } from "./targets.mjs";

process.once("exit", endMeasuring);
const options = readOptions(process.argv.slice(2));
if (options === undefined) stop(usage, 5);
const program = resolve(options.program ?? fileURLToPath(new URL("../dist/main.js", import.meta.url)));
const everyone = allContestants(program);
const unknown = options.only?.filter((name) => !everyone.some(({ key }) => key === name)) ?? [];
if (unknown.length > 0) stop(`no contestant is called ${unknown.join(", ")}\n${usage}`, 5);
const why = whyNoLab();
if (why) stop(`The benchmark runs against real sshd hosts on this machine, and cannot here: ${why}.`);

install();
if (options.program === undefined) build();
const folder = mkdtempSync(join(tmpdir(), "runbook-bench-"));
const lab = new Lab(`/run/runbook-bench-${process.pid}`, options.port);
process.once("exit", cleanUp);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(130));

const began = performance.now();
say(
  `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
);
say(
  `Client and hosts share the cores; connections are cold; a run is a process. Medians (least-greatest) of ${options.rounds}.`,
);
if (!countsEverything) say("No cgroup for CPU time: background processes of a client (ssh's masters) are not counted.");
const bench = { lab, folder, program, everyone, contestants: takingPart(), say, tell, fail, stop };

const found = {};
if (options.start) found.start = await start(bench, options);
if (options.inventory) found.inventory = await inventory(bench, options);
if (options.expressions) found.expressions = await expressions(bench, options);
if (options.sizes.length > 0) found.fleet = await fleet(bench, options);
if (options.latency) found.latency = await latency(bench, { ...options.latency, rounds: options.rounds });
if (options.files) found.files = await fileTasks(bench, options);
if (options.practice) found.practice = await practice(bench, { count: options.practice, rounds: options.rounds });
if (options.targets) say(targets(found));
say(`\nTook ${Math.ceil((performance.now() - began) / 60_000)} minutes.`);

/** The contestants that can and may; says who does not, and why. */
function takingPart() {
  const may = ({ key }) => options.only?.includes(key) ?? (options.ansible || !["ansible", "mitogen"].includes(key));
  return everyone.filter((one) => {
    if (!may(one)) return false;
    const why = one.whyNot();
    if (why) say(`${one.name} does not take part: ${why}.`);
    return why === undefined;
  });
}

function cleanUp() {
  lab.down();
  rmSync(folder, { recursive: true, force: true });
}

function say(text) {
  tell("");
  console.log(text);
}

/** A contestant did not do its job: the benchmark goes on without it, and ends with 1. */
function fail(what, output) {
  say(`\n${what}, and is left out.`);
  console.error(output);
  process.exitCode = 1;
}

/** What is going on, for who watches. */
function tell(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

function stop(text, exitCode = 1) {
  console.error(text);
  process.exit(exitCode);
}
