import { readFileSync } from "node:fs";

/** What a process costs. */
export interface Vitals {
  /** Milliseconds of CPU since it began. */
  readonly cpu: number;
  /** Bytes of memory in use. */
  readonly memory: number;
}

/** Milliseconds in a tick of `/proc/PID/stat`: 100 a second on every Linux (proc(5), USER_HZ). */
const tick = 10;

/** Of another process, as Linux tells it; `undefined` where there is no such process or no `/proc`. */
export function vitalsOf(pid: number): Vitals | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, kilobytes = "0"] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return { cpu: (Number(fields[11]) + Number(fields[12])) * tick, memory: Number(kilobytes) * 1024 };
  } catch {
    return undefined;
  }
}
