import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** A process that cannot be mistaken for a later one of the same number, nor for one of another machine. */
export interface ProcessMark {
  readonly pid: string;
  /** Clock ticks from boot to its start: proc(5), `starttime`. */
  readonly start: string;
  /** The kernel's boot id. */
  readonly boot: string;
  /** Its pid namespace: a container counts its own processes. */
  readonly namespace: string;
  readonly machine: string;
}

/** The mark of this process; words are `?` where a system has no /proc. */
export function thisProcess(): ProcessMark {
  return {
    pid: orNone(() => readlinkSync("/proc/self")) ?? "?",
    start: statOf("self")?.start ?? "?",
    boot: bootId(),
    namespace: namespace(),
    machine: hostname(),
  };
}

/** Whether that process still runs. `unseen`: it is, or was, where we cannot look. */
export function processState(mark: ProcessMark): "alive" | "dead" | "unseen" {
  if (mark.machine !== hostname() || mark.boot === "?" || bootId() === "?") return "unseen";
  if (mark.boot !== bootId()) return "dead";
  if (mark.namespace !== namespace()) return "unseen";
  const found = statOf(mark.pid);
  return found?.start === mark.start && !"ZX".includes(found.state) ? "alive" : "dead";
}

/** As one line. */
export function markLine({ pid, start, boot, namespace: where, machine }: ProcessMark): string {
  return `${[pid, start, boot, where, machine].join(" ")}\n`;
}

/** From its line; `undefined` when it is none. */
export function parseMark(line: string): ProcessMark | undefined {
  const [pid, start, boot, where, machine, ...more] = line.replace(/\n$/, "").split(" ");
  if (pid === undefined || start === undefined || boot === undefined || where === undefined || !machine)
    return undefined;
  return more.length > 0 ? undefined : { pid, start, boot, namespace: where, machine };
}

function bootId(): string {
  return orNone(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()) ?? "?";
}

function namespace(): string {
  return orNone(() => readlinkSync("/proc/self/ns/pid")) ?? "?";
}

/** Fields 3 and 22; the second field is the program's name in parentheses and may hold anything. */
function statOf(pid: string): { readonly state: string; readonly start: string } | undefined {
  if (!/^(?:self|\d+)$/.test(pid)) return undefined;
  const text = orNone(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, start] = [fields?.[0], fields?.[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}

function orNone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
