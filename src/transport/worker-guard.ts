import { spawn } from "node:child_process";
import { Socket } from "node:net";

/** Waits for the end of its input, then kills; deaf to what a terminal sends to all of its processes. */
const script = `trap '' HUP INT QUIT TERM; read -r _; kill -9 "$1"`;

/**
 * Sees to it that a process does not outlive this one, even when that one loops and hears nothing and this one was killed: only
 * then does the guard's input end. Call the result once the process has ended.
 */
export function guard(pid: number): () => void {
  const child = spawn("/bin/sh", ["-c", script, "sh", String(pid)], { stdio: ["pipe", "ignore", "ignore"], cwd: "/" });
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return () => void child.kill("SIGKILL");
}
