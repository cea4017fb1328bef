/** Which process a kept shell is, so that it is known again from another connection. */
export interface ShellMark {
  /** The kernel's id of the boot; empty where it tells none. */
  readonly boot: string;
  readonly pid: string;
  /** When the process began, in ticks since the boot. */
  readonly started: string;
}

/** Reads what `rb_hello` says of a shell: the boot's id, then the kernel's line on the process (proc(5)). */
export function shellMark(said: string): ShellMark | undefined {
  const [, boot = "", pid, rest = ""] = /^([0-9a-f-]*) (\d+) (.*)$/s.exec(said) ?? [];
  const fields = rest.slice(rest.lastIndexOf(") ") + 2).split(" ");
  const started = fields[19];
  return pid !== undefined && started !== undefined && /^\d+$/.test(started) ? { boot, pid, started } : undefined;
}
