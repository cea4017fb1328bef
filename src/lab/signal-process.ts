import { type ChildProcess, spawn } from "node:child_process";

/** Sends a signal (`TERM`, ...) to the process group of a child that has not ended; others get nothing. */
export function signalGroup(child: ChildProcess, name: string): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  void kill(name, `-${child.pid}`);
}

/** Sends a signal (`TERM`, ...) to one process; resolves when it is sent or cannot be. */
export function signalProcess(pid: number, name: string): Promise<void> {
  return kill(name, String(pid));
}

/** By the shell's builtin: `process` belongs to the entry points. */
function kill(name: string, target: string): Promise<void> {
  if (!/^[A-Z0-9]+$/.test(name)) return Promise.resolve();
  return new Promise((resolve) => {
    const shell = spawn("/bin/sh", ["-c", 'kill -s "$1" -- "$2"', "sh", name, target], { stdio: "ignore", env: {} });
    shell.on("exit", () => resolve());
    shell.on("error", () => resolve());
  });
}
