import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Event } from "../../src/events/event.ts";
import { type Header, headerPayload } from "../../src/journal/header.ts";
import { noDigest, recordLine } from "../../src/journal/record-line.ts";
import { journalPath, runFolder } from "../../src/journal/run-folder.ts";
import { RunTold } from "./run-events.ts";

/** Who tests run as. */
export const me = process.getuid?.() ?? 0;

/** A header as this program writes it. */
export function header(run: string, more: Partial<Header> = {}): Header {
  const screen = { diffs: false, verbose: false };
  return { format: 1, engine: "0.1.0", run, time: "2026-03-01T10:20:00.000Z", screen, ...more };
}

/** Records in one chain, as the bytes of each; what a writer puts on disk. */
export function chain(...payloads: readonly string[]): readonly Buffer[] {
  let previous = noDigest;
  return payloads.map((payload, number) => {
    const { bytes, digest } = recordLine(number, previous, payload);
    previous = digest;
    return bytes;
  });
}

/** A journal's records: the header, then one for each list of events. */
export function journal(run: string, ...groups: readonly (readonly Event[])[]): readonly Buffer[] {
  return chain(headerPayload(header(run)), ...groups.map((events) => JSON.stringify(events)));
}

/** Some notes, as events. */
export function notes(...messages: readonly string[]): readonly Event[] {
  return messages.reduce((told, message) => told.noted(message), new RunTold()).events;
}

/** A state folder of its own. */
export interface StateFolder {
  readonly path: string;
  /** Puts a journal there, as bytes; gives the run's folder. */
  put(run: string, bytes: Uint8Array): string;
  remove(): void;
}

/** A new state folder, 0700. */
export function stateFolder(): StateFolder {
  const path = mkdtempSync(join(tmpdir(), "runbook-state-"));
  return {
    path,
    put(run, bytes) {
      const folder = runFolder(path, run);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(journalPath(folder), bytes, { mode: 0o600 });
      return folder;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
