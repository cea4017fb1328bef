import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { markOf } from "./scene.mjs";

/** Processes that belong to a scene, wherever they are now: `[{ pid, command }]`. */
export function processesOf({ folder }) {
  const mark = markOf(folder);
  const found = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const environment = read(`/proc/${pid}/environ`);
    if (environment.split("\0").includes(mark))
      found.push({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() });
  }
  return found;
}

/** What is left of them after so many milliseconds; ends them. */
export async function leftAfter(made, time) {
  const end = performance.now() + time;
  for (;;) {
    const left = processesOf(made);
    if (left.length === 0) return [];
    if (performance.now() > end) {
      for (const { pid } of left) kill(pid);
      return left;
    }
    await wait(20);
  }
}

/** Ends all of them at once. */
export async function endAll(made) {
  for (let left = processesOf(made); left.length > 0; left = processesOf(made)) {
    for (const { pid } of left) kill(pid);
    await wait(10);
  }
}

function kill(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return ""; // It ended meanwhile.
  }
}
