import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { recover } from "../../../src/journal/recover.ts";
import { journal, notes } from "../../support/journals.ts";

const groups: readonly (readonly Event[])[] = Array.from({ length: 60 }, (_, group) =>
  notes(...Array.from({ length: 1 + (group % 5) }, (_, one) => `${group}.${one} ${"x".repeat(40 + group * 4)}`)),
);
const records = journal("20260301-102000-bcdf", ...groups);
const bytes = Buffer.concat(records);
const ends = records.map((_, index) => Buffer.concat(records.slice(0, index + 1)).length);
const all = JSON.stringify(groups.flat());

/** The events of the first `count` records. */
function eventsOf(count: number): string {
  return JSON.stringify(groups.slice(0, Math.max(0, count - 1)).flat());
}

test("the journal is of the size that the sample is drawn from", () => {
  expect(bytes.length).toBeGreaterThan(32 * 1024);
  expect(JSON.stringify(recover(bytes).events)).toBe(all);
});

// All flips and all lengths: node scripts/torture-journal.mjs
test("no flipped bit stays hidden, and what is said before it is what was written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const hit = ends.findIndex((end) => end > bit >> 3);
      const { tail, end, events } = recover(flipped);
      // The flip of the LF before the last record makes one line of two: nothing whole follows.
      const isLast = hit === records.length - 1 || bit >> 3 === (ends.at(-2) ?? 0) - 1;
      expect(tail.kind).toBe(isLast ? "torn" : "damaged");
      expect(end.number).toBe(hit);
      expect(end.offset).toBe(hit === 0 ? 0 : ends[hit - 1]);
      const before = groups.slice(0, Math.max(0, hit - 1)).flat();
      expect(JSON.stringify(events.slice(0, before.length))).toBe(JSON.stringify(before));
      expect(events.length).toBeLessThan(groups.flat().length + (hit === 0 ? 1 : 0));
    }),
    { numRuns: 1500 },
  );
});

test("of every length, all records that are whole are recovered, and the rest is said to be torn", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (length) => {
      const { tail, end, events } = recover(bytes.subarray(0, length));
      const count = ends.filter((one) => one <= length).length;
      expect(end.number).toBe(count);
      expect(JSON.stringify(events)).toBe(eventsOf(count));
      const rest = length - (ends[count - 1] ?? 0);
      expect(tail).toEqual(rest === 0 ? { kind: "whole" } : { kind: "torn", bytes: rest });
    }),
    { numRuns: 1500 },
  );
});

test("whatever bytes a file holds, reading it ends, and tells nothing that was not written", () => {
  const known = new Set(groups.flat().map((event) => JSON.stringify(event)));
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 50 }).map((noise) => Buffer.from(noise)),
    fc.constantFrom(...records.slice(0, 10)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const { events, end, tail } = recover(Buffer.concat(pieces));
      for (const event of events) expect(known.has(JSON.stringify(event))).toBe(true);
      expect(end.offset).toBeLessThanOrEqual(Buffer.concat(pieces).length);
      if (tail.kind === "whole") expect(Buffer.concat(pieces)).toEqual(bytes.subarray(0, end.offset));
    }),
  );
});
