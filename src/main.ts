#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { homedir, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import type { Output, World } from "./cli/world.ts";
import { workerFlag } from "./transport/worker-flag.ts";
import type { FromWorker, ToWorker } from "./transport/worker-messages.ts";

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

function theWorld(): World {
  return {
    args: process.argv.slice(2),
    program: fileURLToPath(import.meta.url),
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
}

/** A command of a person or a script. */
async function command(): Promise<void> {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || process.exitCode === 1) return;
    process.exitCode = 1;
    process.stderr.write(`the output cannot be written: ${error.message}\n`);
  });
  const { run } = await import("./cli/run.ts");
  const exitCode = await run(theWorld());
  if (exitCode !== 0) process.exitCode = exitCode;
}

/** A worker of a run: it ends with the process that started it, which alone decides about signals. */
async function work(): Promise<void> {
  const send = (message: FromWorker, sent = () => {}) => void process.send?.(message, undefined, {}, sent);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(0));
  process.on("uncaughtException", (error) => send({ type: "broken", text: String(error) }, () => process.exit(1)));
  const { noteDescriptor, noteWriter } = await import("./transport/worker-note.ts");
  const { serveTransport } = await import("./transport/worker-server.ts");
  serveTransport({
    send,
    onMessage: (listener) => void process.on("message", (message: ToWorker) => listener(message)),
    note: noteWriter(noteDescriptor),
    memory: () => process.memoryUsage.rss(),
  });
}

// A listener keeps SIGUSR1 from opening Node's inspector to every local user.
process.on("SIGUSR1", () => {});
if (process.argv[2] === workerFlag && process.send !== undefined) await work();
else await command();
