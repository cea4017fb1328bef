import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { SourceFile } from "../source/span.ts";
import { endGroup } from "./end-group.ts";

/** How a program that prints an inventory is run. */
export interface ProgramWorld {
  /** The program's working directory, absolute. */
  readonly directory: string;
  /** Calls back when the person asks to stop; gives the way to stop listening. */
  readonly onInterrupt?: (listener: () => void) => () => void;
  /** Milliseconds that one call has; 60,000 when left out. */
  readonly deadline?: number;
}

/** A program that prints an inventory, and what it is called where people read of it. */
export interface InventoryProgram {
  readonly path: string;
  readonly shown: string;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const usualDeadline = 60_000;
const mostOutput = 32 * 1024 * 1024;
const mostComplaint = 64 * 1024;

/**
 * What a program prints for these arguments: started without a shell and without input, in a process group of its own that is
 * ended with it. RB3007 when it fails, does not end in time, or prints more than 32 MiB or no UTF-8; RB3008 when interrupted.
 */
export async function runInventoryProgram(
  { path, shown }: InventoryProgram,
  args: readonly string[],
  { directory, onInterrupt, deadline = usualDeadline }: ProgramWorld,
): Promise<SourceFile> {
  const name = [shown, ...args].join(" ");
  const child = spawn(path, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const stopped = stoppedBy(name, { deadline, onInterrupt });
  try {
    const output = await Promise.race([outputOf(child, name), stopped.stop]);
    return { name, text: decoded(output, name) };
  } catch (error) {
    child.stdout.destroy();
    child.stderr.destroy();
    if (child.pid !== undefined) await endGroup(child.pid);
    throw error;
  } finally {
    stopped.end();
  }
}

/** Rejects when the time is up or the person asks to stop, until it is ended. */
function stoppedBy(
  name: string,
  { deadline, onInterrupt }: { readonly deadline: number; readonly onInterrupt: ProgramWorld["onInterrupt"] },
): { readonly stop: Promise<never>; readonly end: () => void } {
  let end = () => {};
  const stop = new Promise<never>((_, reject) => {
    const late = () => reject(failed(name, `it did not end within ${deadline / 1000} s`));
    const timer = setTimeout(late, deadline);
    const stopListening = onInterrupt?.(() => reject(problem("RB3008", `${name} was interrupted`)));
    end = () => {
      clearTimeout(timer);
      stopListening?.();
    };
  });
  return { stop, end: () => end() };
}

function outputOf(child: Child, name: string): Promise<Buffer> {
  const output = new Gathered(mostOutput);
  const complaint = new Gathered(mostComplaint);
  return new Promise((resolve, reject) => {
    const fail = (reason: string, hint?: string) => reject(failed(name, reason, hint));
    child.stdout.on("data", (chunk: Buffer) => {
      if (!output.add(chunk)) fail(`it prints more than ${mostOutput / 1024 / 1024} MiB`);
    });
    child.stderr.on("data", (chunk: Buffer) => void complaint.add(chunk));
    child.on("error", (error) => fail(startReason(error)));
    child.on("close", (status, signal) => {
      if (status === 0) resolve(output.bytes);
      else fail(signal ? `it was ended by ${signal}` : `it ended with status ${status}`, lastLine(complaint.bytes));
    });
  });
}

/** What a stream gave, up to a number of bytes. */
class Gathered {
  readonly #chunks: Buffer[] = [];
  readonly #most: number;
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** False, and the chunk is not kept, when it is more than allowed. */
  add(chunk: Buffer): boolean {
    if (this.#length + chunk.length > this.#most) return false;
    this.#length += chunk.length;
    this.#chunks.push(chunk);
    return true;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

function failed(name: string, reason: string, hint = "run it in your shell to see what it says"): ProblemError {
  return problem("RB3007", `the inventory program "${name}" failed: ${reason}`, { hint });
}

function startReason(error: Error & { readonly code?: unknown }): string {
  if (error.code === "ENOENT") return "there is no such program; does its first line name one that is there?";
  if (error.code === "EACCES") return "it may not be executed";
  return error.message;
}

/** What it complained of at last. */
function lastLine(complaint: Buffer): string | undefined {
  const lines = complaint.toString("utf8").split("\n");
  const last = lines.findLast((line) => line.trim() !== "")?.trim();
  return last === undefined ? undefined : `it said: ${last.slice(0, 300)}`;
}

function decoded(output: Buffer, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(output);
  } catch {
    throw failed(name, "what it prints is not UTF-8 text");
  }
}
