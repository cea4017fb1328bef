// Given to node with --import: when the process ends, what it took is written to the file that PEAK_FILE names.
import { readFileSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

const file = process.env.PEAK_FILE;

if (isMainThread && file !== undefined) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    const taken = { cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000, megabytes: Number(peak) / 1024 };
    writeFileSync(file, JSON.stringify(taken));
  });
}
