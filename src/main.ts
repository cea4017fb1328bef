#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { homedir, userInfo } from "node:os";
import { run } from "./cli/run.ts";
import type { Output, World } from "./cli/world.ts";

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows;
    },
  };
}

function onInterrupt(listener: (count: number) => void): () => void {
  let count = 0;
  const hear = () => listener(++count);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}

const world: World = {
  args: process.argv.slice(2),
  environment: { ...process.env },
  directory: process.cwd(),
  home: homedir(),
  user: userInfo().username,
  userId: userInfo().uid,
  output: output(process.stdout),
  errors: output(process.stderr),
  input: { stream: process.stdin, isTTY: process.stdin.isTTY === true },
  clock: { now: () => new Date(), monotonic: () => performance.now() },
  random: (bytes) => randomBytes(bytes),
  exit: (code) => process.exit(code),
  onInterrupt,
};

// A listener keeps SIGUSR1 from opening Node's inspector to every local user.
process.on("SIGUSR1", () => {});
process.stderr.on("error", () => {});
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || process.exitCode === 1) return;
  process.exitCode = 1;
  process.stderr.write(`the output cannot be written: ${error.message}\n`);
});
const exitCode = await run(world);
if (exitCode !== 0) process.exitCode = exitCode;
