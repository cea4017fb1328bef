import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Listener } from "../events/bus.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { privateFolder } from "./state-folder.ts";

/** The record of one run: its events, one JSON object a line, in `runs/ID/events.jsonl`, 0600. */
export interface RunRecord {
  /** Throws RB7001 when an event cannot be written, and from then on: a record never has a hole. */
  readonly listener: Listener;
  readonly folder: string;
  /** Makes what was written durable and closes the file. RB7001, unless the listener has thrown it before. */
  close(): void;
}

/** Begins a record in the state folder. RB7001 when the folder cannot be used. */
export function beginRecord(state: string, run: string, userId: number): RunRecord {
  privateFolder(state, userId);
  privateFolder(join(state, "runs"), userId);
  const folder = join(state, "runs", run);
  privateFolder(folder, userId);
  const file = orUnusable(folder, () => openSync(join(folder, "events.jsonl"), "ax", 0o600));
  let size = 0;
  let failure: ProblemError | undefined;
  const orStop = (work: () => void) => {
    if (failure) throw failure;
    try {
      work();
    } catch (error) {
      failure = unusable(folder, error);
      throw failure;
    }
  };
  return {
    folder,
    listener: (event) =>
      orStop(() => {
        size = appendWhole(file, size, `${JSON.stringify(event)}\n`);
      }),
    close() {
      try {
        if (!failure) orStop(() => fsyncSync(file));
      } finally {
        closeSync(file);
      }
    },
  };
}

/** The file's new size. What could only be written in part is taken back, so that the record stays readable. */
function appendWhole(file: number, size: number, text: string): number {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
  return size + bytes.length;
}

function orUnusable<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): ProblemError {
  return problem("RB7001", `cannot write the record in ${folder}: ${error instanceof Error ? error.message : ""}`, {
    cause: error,
    hint: "Nothing further was started. Free some space, then run plan to see what is left to do.",
  });
}
