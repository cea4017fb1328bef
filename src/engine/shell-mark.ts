import type { ShellMark } from "../events/event.ts";

/** Reads what `rb_hello` says of a shell: the boot's id, then the kernel's line on the process (proc(5)); only both will do. */
export function shellMark(said: string): ShellMark | undefined {
  const [, boot = "", pid, rest = ""] = /^([0-9a-f-]+) (\d+) (.*)$/s.exec(said) ?? [];
  const fields = rest.slice(rest.lastIndexOf(") ") + 2).split(" ");
  const started = fields[19];
  return pid !== undefined && started !== undefined && /^\d+$/.test(started) ? { boot, pid, started } : undefined;
}
