// Runs one program and says what it cost this machine: wall time, CPU with all its children, peak memory.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

const group = ["/sys/fs/cgroup/cpuacct", "/sys/fs/cgroup"].find(
  (folder) => existsSync(`${folder}/cpuacct.usage`) || existsSync(`${folder}/cgroup.controllers`),
);
const own = group === undefined ? undefined : `${group}/runbook-bench-${process.pid}`;

/** Where the hosts' CPU time can be counted, the client's can be, too, with processes that outlive it (ssh's masters). */
export const countsEverything = own !== undefined && makeGroup(own);

/**
 * Milliseconds of wall time and CPU time, and megabytes of memory: of the one process its own peak, of several the peak
 * of their sum, shared pages counted once.
 */
export async function measure({ command, environment, output }) {
  const file = openSync(output, "w");
  const [program, ...args] = command;
  const join = countsEverything ? `echo $$ >${own}/cgroup.procs; ` : "";
  const before = cpuTime();
  const began = performance.now();
  const child = spawn("bash", ["-c", `TIMEFORMAT='%3U %3S'; ${join}time "$@" 2>&1`, "bash", program, ...args], {
    env: environment,
    stdio: ["ignore", file, "pipe"],
  });
  let times = "";
  child.stderr.on("data", (chunk) => {
    times += chunk;
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const memory = watchMemory(child.pid);
  const status = await ended;
  const wall = performance.now() - began;
  const cpu = countsEverything ? cpuTime() - before : 1000 * sum(times.trim().split(/\s+/).map(Number));
  await endLeftovers();
  return { status, wall, cpu, memory: memory.stop() };
}

/** Removes what measuring made, and ends what still runs when it is stopped in the middle. */
export function endMeasuring() {
  if (!countsEverything) return;
  for (let tries = 100; members().length > 0 && tries > 0; tries--) {
    for (const pid of members()) end(pid);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
  rmdirSync(own);
}

function makeGroup(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    return existsSync(`${folder}/cgroup.procs`);
  } catch {
    return false;
  }
}

/** Milliseconds. */
function cpuTime() {
  if (!countsEverything) return 0;
  const usage = `${own}/cpuacct.usage`;
  if (existsSync(usage)) return Number(readFileSync(usage, "utf8")) / 1e6;
  return Number(/usage_usec (\d+)/.exec(readFileSync(`${own}/cpu.stat`, "utf8"))?.[1]) / 1e3;
}

/** Ends what a contestant left in the background, such as the masters of ssh's ControlPersist. */
async function endLeftovers() {
  if (!countsEverything) return;
  for (let left = members(); left.length > 0; left = members()) {
    for (const pid of left) end(pid);
    await wait(20);
  }
}

/** Kills a process that may be gone already. */
function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function members() {
  return readFileSync(`${own}/cgroup.procs`, "utf8").trim().split("\n").filter(Boolean).map(Number);
}

/** Looks at the processes below `bash` up to ten times a second; looking may take no more than a twentieth of the time. */
function watchMemory(pid) {
  let [peak, timer] = [0, undefined];
  const look = () => {
    const began = performance.now();
    const pids = countsEverything ? members().filter((one) => one !== pid) : childrenOf(pid);
    const now =
      pids.length === 1 ? field(pids[0], "status", "VmHWM") : sum(pids.map((one) => field(one, "smaps_rollup", "Pss")));
    peak = Math.max(peak, now / 1024);
    timer = setTimeout(look, Math.max(100, 20 * (performance.now() - began)));
  };
  look();
  return {
    stop: () => {
      clearTimeout(timer);
      return peak;
    },
  };
}

function childrenOf(pid) {
  const list = text(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  return list.flatMap((child) => [child, ...childrenOf(child)]);
}

/** A number in kB from a file of /proc; 0 when the process is gone. */
function field(pid, file, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text(`/proc/${pid}/${file}`))?.[1] ?? 0);
}

function text(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
