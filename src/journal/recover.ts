import type { Event } from "../events/event.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { asEvent } from "../schema/as-event.ts";
import { type Formats, formats, oldestFormat, upgraded } from "./format.ts";
import { type Header, headerOf } from "./header.ts";
import { noDigest, parseRecordLine } from "./record-line.ts";

/** What a journal's bytes still say. */
export interface Recovered {
  /** The first writer's, and one of each that went on; none when not even the first record is whole. */
  readonly headers: readonly Header[];
  /** Of all records that are as they were written, in order. */
  readonly events: readonly Event[];
  readonly tail: Tail;
  readonly end: JournalEnd;
}

/** Where the unbroken chain from the first record on ends: a writer goes on from here. */
export interface JournalEnd {
  /** Bytes. */
  readonly offset: number;
  /** The next record's number, and the digest it names as previous. */
  readonly number: number;
  readonly digest: string;
}

/**
 * How a journal ends. `torn`: after the chain nothing whole follows, as a writer that was cut off leaves it; its events were
 * not durable. A file that was truncated between two records looks whole. `damaged`: the chain is broken and whole records
 * follow, which no interruption does: a writer begins a record when the one before it is on disk.
 */
export type Tail =
  | { readonly kind: "whole" }
  | { readonly kind: "torn"; readonly bytes: number }
  | { readonly kind: "damaged"; readonly record: number };

/** Reads a journal, whatever happened to it. RB7004 when its format is newer, or too old. */
export function recover(bytes: Uint8Array, known: Formats = formats): Recovered {
  const headers: Header[] = [];
  const events: Event[] = [];
  let end: JournalEnd = { offset: 0, number: 0, digest: noDigest };
  let next = 0;
  let damaged = false;
  for (let start = 0; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(10, start);
    if (lineEnd === -1) break;
    const record = parseRecordLine(bytes.subarray(start, lineEnd));
    const isNext = record?.number === end.number && record.previous === end.digest && start === end.offset;
    if (record && isNext) end = { offset: lineEnd + 1, number: record.number + 1, digest: record.digest };
    else if (record) damaged = true;
    if (record && record.number >= next) {
      next = record.number + 1;
      take(record.data, { headers, events, known });
    }
    start = lineEnd + 1;
  }
  const rest = bytes.length - end.offset;
  const torn: Tail = rest === 0 ? { kind: "whole" } : { kind: "torn", bytes: rest };
  return { headers, events, tail: damaged ? { kind: "damaged", record: end.number } : torn, end };
}

interface Taking {
  readonly headers: Header[];
  readonly events: Event[];
  readonly known: Formats;
}

/** A record holds a header, or a list of events in the format of the last header. */
function take(data: unknown, { headers, events, known }: Taking): void {
  const header = headerOf(data);
  if (header) {
    if (header.format > known.current || header.format < oldestFormat(known)) throw otherFormat(header, known);
    headers.push(header);
  }
  if (!Array.isArray(data)) return;
  const writer = headers.at(-1);
  for (const one of data) {
    const event = asEvent(upgraded(one, writer?.format ?? known.current, known));
    if (!event) throw otherEvent(writer);
    events.push(event);
  }
}

function otherFormat({ format, engine, run }: Header, known: Formats): ProblemError {
  const readable = oldestFormat(known) === known.current ? "format" : `formats ${oldestFormat(known)} to`;
  const hint =
    format > known.current ? `Use runbook ${engine} or a later one.` : "Use an earlier runbook, one that wrote it.";
  return problem(
    "RB7004",
    `the journal of ${run} was written by runbook ${engine} in format ${format}; this one reads ${readable} ${known.current}`,
    { hint },
  );
}

function otherEvent(writer: Header | undefined): ProblemError {
  const { run, engine } = writer ?? { run: "this run", engine: "another version" };
  return problem("RB7004", `the journal of ${run} holds an event that this runbook does not know`, {
    hint: `It was written by runbook ${engine}.`,
  });
}
