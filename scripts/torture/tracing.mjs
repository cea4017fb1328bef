import { spawnSync } from "node:child_process";

/** This machine can trace, and tamper with system calls. */
export function canTrace() {
  const { status } = spawnSync("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "inject=getppid:error=EPERM", "true"]);
  return status === 0;
}

/** A tracer of the controller alone: what it starts is let go of. `inject`: as `strace -e inject=` has it. */
export function tracerOfController(inject, { log = "/dev/null" } = {}) {
  const syscalls = inject.split(":")[0];
  return ["strace", "-f", "-qq", "-b", "execve", "-o", log, "-e", `trace=${syscalls}`, "-e", `inject=${inject}`];
}

/** A tracer that only counts: one line for each of these calls in `log`. */
export function listener(syscalls, log, { controllerOnly = true } = {}) {
  const letGo = controllerOnly ? ["-b", "execve"] : [];
  return ["strace", "-f", "-qq", ...letGo, "-o", log, "-e", `trace=${syscalls}`, "-e", "signal=none"];
}
