#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { homedir, userInfo } from "node:os";
import { fileURLToPath } from "node:url";
import { type Fate, openPatiently, PatientWriter } from "./cli/patient-writer.ts";
import type { Output, World } from "./cli/world.ts";
import { workerFlag } from "./transport/worker-flag.ts";
import type { FromWorker, ToWorker } from "./transport/worker-messages.ts";

/** Writes without waiting for who reads, where the stream can be opened so; sizes are the terminal's. */
function output(stream: NodeJS.WriteStream & { readonly fd: number }, fate: Fate): Output {
  const descriptor = openPatiently(stream.fd);
  if (descriptor === undefined) stream.on("error", fate.failed);
  const writer = descriptor === undefined ? undefined : new PatientWriter(descriptor, fate);
  return {
    write: (text) => void (writer ?? stream).write(text),
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows;
    },
    get isBehind() {
      return writer?.isBehind ?? false;
    },
  };
}

const ignored: Fate = { failed: () => {}, dropping: () => {} };

/** Standard output, and who wants to know when it is lost. What nobody reads any more is no error; a full disk is one. */
function standardOutput(): Pick<World, "output" | "errors" | "onOutputLost"> {
  const errors = output(process.stderr, ignored);
  const listeners = new Set<() => void>();
  let isLost = false;
  const failed = (error: NodeJS.ErrnoException) => {
    if (isLost) return;
    isLost = true;
    if (error.code !== "EPIPE" && error.code !== "EIO") {
      process.exitCode = 1;
      errors.write(`the output cannot be written: ${error.message}\n`);
    }
    for (const listener of listeners) listener();
  };
  const dropping = () => errors.write("nobody reads the output: from here on what does not fit is left out of it\n");
  return {
    output: output(process.stdout, { failed, dropping }),
    errors,
    onOutputLost(listener) {
      listeners.add(listener);
      if (isLost) listener();
      return () => void listeners.delete(listener);
    },
  };
}

function onInterrupt(listener: (signal: Interrupt) => void): () => void {
  const hear = (signal: NodeJS.Signals) => {
    const known = interrupts.find((one) => one === signal);
    if (known) listener(known);
  };
  for (const signal of interrupts) process.on(signal, hear);
  return () => {
    for (const signal of interrupts) process.off(signal, hear);
  };
}

const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Interrupt = (typeof interrupts)[number];

function theWorld(): World {
  return {
    args: process.argv.slice(2),
    program: fileURLToPath(import.meta.url),
    environment: { ...process.env },
    directory: process.cwd(),
    home: homedir(),
    user: userInfo().username,
    userId: userInfo().uid,
    ...standardOutput(),
    input: { stream: process.stdin, isTTY: process.stdin.isTTY === true },
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: (bytes) => randomBytes(bytes),
    exit: (code) => process.exit(code),
    onInterrupt,
  };
}

/** A command of a person or a script. */
async function command(): Promise<void> {
  const { run } = await import("./cli/run.ts");
  const exitCode = await run(theWorld());
  if (exitCode !== 0) process.exitCode = exitCode;
}

/** A worker of a run: it ends with the process that started it, which alone decides about signals. */
async function work(): Promise<void> {
  const send = (message: FromWorker, sent = () => {}) => void process.send?.(message, undefined, {}, sent);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit(0));
  // The process that started it may have ended before anybody listened.
  if (!process.connected) process.exit(0);
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
