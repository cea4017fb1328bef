// Plays a run of many hosts, some of them hostile, on the real terminal it is started in.
// usage: node fleet.mjs COMPILED-SRC MEASURES-FILE HOSTS TASKS ROUNDS-PER-TICK
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [compiled, measures, hostCount, taskCount, milliseconds] = process.argv.slice(2);
const load = (name) => import(new URL(`report/${name}`, `${pathToFileURL(compiled)}/`).href);
const { createTerminalReporter } = await load("terminal.js");
const { realTicker } = await load("ticker.js");

const hosts = Array.from({ length: Number(hostCount) }, (_, index) => `host${index + 1}`);
const tasks = Array.from({ length: Number(taskCount) }, (_, index) => ({
  id: `t${index + 1}`,
  name: `Task ${index + 1}`,
  play: "play",
  handler: false,
  manual: false,
  at: `x.yaml:${index + 1}:1`,
}));
const paints = [];
const bytes = [];
const screen = {
  get columns() {
    return process.stdout.columns;
  },
  get rows() {
    return process.stdout.rows;
  },
  write(text) {
    paints.push(performance.now());
    bytes.push(text);
    return process.stdout.write(text);
  },
};
const reporter = createTerminalReporter({ screen, color: true, now: Date.now, every: realTicker });
const emit = (fact) => reporter.listener({ time: new Date().toISOString(), run: "r", ...fact });
const hostile = "\x1b[2J\x1b[1;1H\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b31m\rowned \x1b[?25l";
const end = { changes: [], unknowns: [], took: 1 };

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
emit({ type: "run.started", mode: "apply", runbook: "x.yaml", name: "Fleet", inventory: [], hosts, tasks });
for (const host of hosts) emit({ type: "host.connected", host, address: "local", took: 1 });
const began = performance.now();
let sent = 0;
for (const task of tasks) {
  emit({ type: "task.started", task: task.id, name: task.name });
  for (const host of hosts) {
    const isFailing = host === "host2" && task.id === "t2";
    if (host === "host2" && task !== tasks[0] && !isFailing) continue;
    const status = isFailing ? "failed" : host === "host1" ? "changed" : "ok";
    const failure = isFailing ? { code: "RB5007", message: hostile } : {};
    emit({ type: "task.finished", host, task: task.id, name: task.name, status, ...end, ...failure });
    sent++;
    // Spread over the time that was asked for, whatever the speed of the machine.
    while (performance.now() - began < (sent * Number(milliseconds)) / (hosts.length * tasks.length)) await nextTurn();
  }
}
emit({ type: "noted", level: "info", host: "host3", message: `note ${hostile}` });
emit({ type: "run.finished", stats: {}, exitCode: 2, took: 1, frames: 1, bytesSent: 1, bytesReceived: 1 });
delay.disable();
process.stdout.write("THE END\n");
writeFileSync(
  measures,
  JSON.stringify({ paints, text: bytes.join(""), stall: delay.max / 1e6, cpu: process.cpuUsage() }),
);
process.stdin.resume();
