import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * What tells a process from a later one with the same id: its start time, and the boot it belongs to. `undefined` when there
 * is no such process or it has ended.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => undefined);
  if (boot === undefined) return identityFromPs(pid);
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (line === undefined) return undefined;
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return ended(fields[0]) ? undefined : `${boot.trim()}/${fields[19]}`;
}

/** Where there is no `/proc` as Linux has it. */
async function identityFromPs(pid: number): Promise<string | undefined> {
  const answer = await promisify(execFile)("ps", ["-o", "state=,lstart=", "-p", String(pid)]).catch(() => undefined);
  const [state, ...started] = (answer?.stdout ?? "").trim().split(/\s+/);
  return ended(state) || started.length === 0 ? undefined : started.join(" ");
}

function ended(state: string | undefined): boolean {
  return state === undefined || /^[ZX]/.test(state);
}
