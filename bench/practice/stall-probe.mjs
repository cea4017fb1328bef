// NODE_OPTIONS="--import=stall-probe.mjs": each process of a program keeps a file FOLDER/PID up to date, with FOLDER from BENCH_STALLS:
// { stall, cpu }: the longest time that its event loop stood still once it had begun to connect or had started another process, and
// the CPU time spent during it, in milliseconds: much less where others had the processor. Loading is not counted: nothing waits.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const resolution = 5;
const channels = ["net.client.socket", "child_process"];
const file = `${process.env.BENCH_STALLS}/${process.pid}`;
const delay = monitorEventLoopDelay({ resolution });
let longest = { gap: 0, cpu: 0 };
let written = 0;

for (const channel of channels) subscribe(channel, begin);

function begin() {
  for (const channel of channels) unsubscribe(channel, begin);
  delay.enable();
  let [then, before] = [performance.now(), process.cpuUsage()];
  const look = () => {
    const [now, usage] = [performance.now(), process.cpuUsage()];
    const [gap, cpu] = [now - then, (usage.user + usage.system - before.user - before.system) / 1000];
    if (gap > longest.gap) longest = { gap, cpu };
    [then, before] = [now, usage];
  };
  setInterval(look, resolution).unref();
  setInterval(write, 200).unref();
  process.once("exit", write);
}

function write() {
  const stall = Math.max(0, delay.max / 1e6 - resolution);
  if (stall === written) return;
  written = stall;
  writeFileSync(file, JSON.stringify({ stall, cpu: longest.cpu }));
}
