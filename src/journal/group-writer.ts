import { writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { ProblemError } from "../problems/problem.ts";
import { appendLine } from "./append-line.ts";
import { type Line, recordLine } from "./record-line.ts";
import type { JournalEnd } from "./recover.ts";

const largestRecord = 256 * 1024;

/**
 * Appends events to a journal's file, many in one record: what comes while a record is on its way to the disk goes into the next
 * one, so that all who wait share one write. A record is begun when the one before it is on disk, never earlier.
 */
export class GroupWriter {
  readonly #file: FileHandle;
  readonly #asProblem: (error: unknown) => ProblemError;
  readonly #pending: string[] = [];
  readonly #waiting: Waiting[] = [];
  #end: JournalEnd;
  /** On its way to the disk. */
  #line: Line | undefined;
  #appended = 0;
  #durable = 0;
  #work: Promise<void> | undefined;
  #failure: ProblemError | undefined;
  #isFinished = false;

  /** `file`: as `journalFlags` opens it. `end`: where its last record ends. */
  constructor(file: FileHandle, end: JournalEnd, asProblem: (error: unknown) => ProblemError) {
    this.#file = file;
    this.#end = end;
    this.#asProblem = asProblem;
  }

  /** Takes an event as JSON. Throws when an earlier one could not be written, and from then on: there is never a hole. */
  append(event: string): void {
    if (this.#failure) throw this.#failure;
    if (this.#isFinished) throw this.#asProblem(new Error("it is finished"));
    this.#pending.push(event);
    this.#appended++;
    this.#work ??= this.#writeAll();
  }

  /** Resolves when everything appended before is on disk. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#durable >= this.#appended) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiting.push({ upTo: this.#appended, resolve, reject }));
  }

  /** As `durable`, before it returns; nothing can be appended afterwards. For a program that ends at once. Never throws. */
  finishNow(): void {
    if (this.#failure || this.#isFinished) return;
    const { offset, number, digest } = this.#end;
    const last = this.#line;
    const rest = [last ? number + 1 : number, last?.digest ?? digest, list(this.#pending)] as const;
    const lines = [...(last ? [last] : []), ...(this.#pending.length > 0 ? [recordLine(...rest)] : [])];
    const bytes = Buffer.concat(lines.map((line) => line.bytes));
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file.fd, bytes, at, bytes.length - at, offset + at);
    } catch {
      return; // Nobody is left to be told; what is not on disk is missing, as after a crash.
    }
    this.#isFinished = true;
    this.#pending.length = 0;
    this.#tell(this.#appended);
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve(); // What is told in the same breath goes into the same record.
    try {
      while (this.#pending.length > 0) await this.#writeRecord();
    } catch (error) {
      await this.#fail(error);
    }
    this.#work = undefined;
  }

  async #writeRecord(): Promise<void> {
    const events = this.#pending.splice(0, recordSize(this.#pending));
    this.#line = recordLine(this.#end.number, this.#end.digest, list(events));
    this.#end = await appendLine(this.#file, this.#end, this.#line);
    this.#line = undefined;
    this.#tell(this.#durable + events.length);
  }

  /** So many events are on disk. */
  #tell(durable: number): void {
    this.#durable = durable;
    while (this.#waiting[0] && this.#waiting[0].upTo <= durable) this.#waiting.shift()?.resolve();
  }

  /** After a failed sync nobody knows what is on disk, so there is no second try; a part of a record is taken back. */
  async #fail(error: unknown): Promise<void> {
    const failure = this.#asProblem(error);
    this.#failure = failure;
    this.#line = undefined;
    await this.#file.truncate(this.#end.offset).catch(() => {});
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
  }
}

interface Waiting {
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (error: ProblemError) => void;
}

function list(events: readonly string[]): string {
  return `[${events.join(",")}]`;
}

/** How many of the events go into the next record; at least one. */
function recordSize(events: readonly string[]): number {
  let length = 0;
  const tooMany = events.findIndex((event) => {
    length += event.length;
    return length > largestRecord;
  });
  return tooMany === -1 ? events.length : Math.max(1, tooMany);
}
