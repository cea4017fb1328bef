// node --import stall-probe.mjs PROGRAM: writes { stall, memory } to the file that BENCH_STALLS names when the program ends:
// the longest time in milliseconds that its event loop stood still once it had begun to connect, and its peak memory in megabytes.
// Loading the program is not counted: nothing waits for the loop then.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
const channel = "net.client.socket";
const file = process.env.BENCH_STALLS;

function begin() {
  unsubscribe(channel, begin);
  delay.enable();
}

subscribe(channel, begin);
process.once("exit", () => {
  const stall = Math.max(0, delay.max / 1e6 - resolution);
  writeFileSync(file, JSON.stringify({ stall, memory: process.resourceUsage().maxRSS / 1024 }));
});
