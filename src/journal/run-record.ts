import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Listener } from "../events/bus.ts";
import { problem } from "../problems/problem.ts";
import { privateFolder } from "./state-folder.ts";

/** The record of one run: its events, one JSON object a line, in `runs/ID/events.jsonl`, 0600. */
export interface RunRecord {
  readonly listener: Listener;
  readonly folder: string;
  /** Makes what was written durable and closes the file. */
  close(): void;
}

/** Begins a record in the state folder. RB7001 when the folder cannot be used, or the disk is full later on. */
export function beginRecord(state: string, run: string, userId: number): RunRecord {
  privateFolder(state, userId);
  privateFolder(join(state, "runs"), userId);
  const folder = join(state, "runs", run);
  privateFolder(folder, userId);
  const file = openSync(join(folder, "events.jsonl"), "ax", 0o600);
  return {
    folder,
    listener: (event) => writeWhole(file, `${JSON.stringify(event)}\n`, folder),
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

function writeWhole(file: number, text: string, folder: string): void {
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    throw problem("RB7001", `cannot write the record in ${folder}: ${error instanceof Error ? error.message : ""}`, {
      cause: error,
      hint: "Nothing further was started. Free some space, then run plan to see what is left to do.",
    });
  }
}
