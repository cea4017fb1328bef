import { spawn } from "node:child_process";

/** Kills a process group, by the shell's builtin: `process` belongs to the entry points. Resolves when it is sent or cannot be. */
export function endGroup(leader: number): Promise<void> {
  return new Promise((resolve) => {
    const shell = spawn("/bin/sh", ["-c", 'kill -s KILL -- "-$1"', "sh", String(leader)], { stdio: "ignore", env: {} });
    shell.on("exit", () => resolve());
    shell.on("error", () => resolve());
  });
}
