import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Formats } from "../../../src/journal/format.ts";
import { headerPayload } from "../../../src/journal/header.ts";
import { recover } from "../../../src/journal/recover.ts";
import { chain, header, journal, notes } from "../../support/journals.ts";

const run = "20260301-102000-bcdf";
const records = journal(run, notes("one", "two"), notes("three"), notes("four"));
const bytes = Buffer.concat(records);
const [head = 0, first = 0, second = 0, third = 0] = records.map((record) => record.length);

describe("a journal that nothing happened to", () => {
  test("says all that was told, in order", () => {
    const { headers, events, tail, end } = recover(bytes);
    expect(headers).toEqual([header(run)]);
    expect(events).toEqual([...notes("one", "two"), ...notes("three"), ...notes("four")]);
    expect(tail).toEqual({ kind: "whole" });
    expect(end).toMatchObject({ offset: bytes.length, number: 4 });
  });

  test("may be empty, or have a header alone", () => {
    expect(recover(Buffer.alloc(0))).toMatchObject({ headers: [], events: [], tail: { kind: "whole" } });
    expect(recover(bytes.subarray(0, head))).toMatchObject({ headers: [{ run }], events: [], tail: { kind: "whole" } });
  });

  test("keeps any text", () => {
    const told = notes('"\\\n\r\0\u2028\u{1F600}', "\ud800 alone", "");
    expect(recover(Buffer.concat(journal(run, told))).events).toEqual(JSON.parse(JSON.stringify(told)));
  });
});

describe("a writer that was cut off", () => {
  test("leaves a part of a record: all before it counts", () => {
    const cut = bytes.subarray(0, bytes.length - 10);
    expect(recover(cut)).toMatchObject({ tail: { kind: "torn", bytes: third - 10 }, end: { number: 3 } });
    expect(recover(cut).events).toEqual([...notes("one", "two"), ...notes("three")]);
  });

  test("leaves a record without its LF: it was never durable", () => {
    expect(recover(bytes.subarray(0, -1))).toMatchObject({ tail: { kind: "torn" }, end: { number: 3 } });
  });

  test("leaves zeros where the file grew before its bytes came", () => {
    const grown = Buffer.concat([bytes, Buffer.alloc(5000)]);
    expect(recover(grown)).toMatchObject({ tail: { kind: "torn", bytes: 5000 }, end: { offset: bytes.length } });
  });

  test("leaves part of a header: nothing was told", () => {
    expect(recover(bytes.subarray(0, 20))).toMatchObject({
      headers: [],
      events: [],
      tail: { kind: "torn", bytes: 20 },
    });
  });
});

describe("damage that no interruption makes", () => {
  test("a flipped bit in the middle: what is left is readable, but the chain ends before it", () => {
    const flipped = Buffer.from(bytes);
    const at = head + first + 60;
    flipped[at] = (flipped[at] ?? 0) ^ 4;
    expect(recover(flipped)).toMatchObject({ tail: { kind: "damaged", record: 2 }, end: { number: 2 } });
    expect(recover(flipped).events).toEqual([...notes("one", "two"), ...notes("four")]);
  });

  test("a record that is gone", () => {
    const without = Buffer.concat(records.toSpliced(1, 1));
    expect(recover(without)).toMatchObject({ tail: { kind: "damaged", record: 1 } });
    expect(recover(without).events).toEqual([...notes("three"), ...notes("four")]);
  });

  test("a record that stands twice counts once", () => {
    const twice = Buffer.concat([...records, ...records.slice(-1)]);
    expect(recover(twice)).toMatchObject({ tail: { kind: "damaged", record: 4 }, end: { offset: bytes.length } });
    expect(recover(twice).events).toHaveLength(4);
  });

  test("a record of another run in the right place", () => {
    const other = journal("20260301-102001-bcdf", notes("one", "two"), notes("three"), notes("evil"));
    const mixed = Buffer.concat([...records.slice(0, 3), ...other.slice(3)]);
    expect(recover(mixed)).toMatchObject({ tail: { kind: "damaged", record: 3 } });
  });

  test("a line between two records that nobody wrote", () => {
    const more = Buffer.concat([...records.slice(0, 2), Buffer.from("hello\n"), ...records.slice(2)]);
    expect(recover(more)).toMatchObject({ tail: { kind: "damaged", record: 2 }, end: { offset: head + first } });
    expect(recover(more).events).toHaveLength(4);
  });

  test("a header that cannot be read", () => {
    const flipped = Buffer.from(bytes);
    flipped[3] = (flipped[3] ?? 0) ^ 1;
    expect(recover(flipped)).toMatchObject({ headers: [], tail: { kind: "damaged", record: 0 } });
    expect(recover(flipped).events).toHaveLength(4);
  });

  test("something else than a journal says nothing", () => {
    const text = Buffer.from('{"type":"run.started"}\n{"type":"noted"}\n');
    expect(recover(text)).toMatchObject({ events: [], tail: { kind: "torn", bytes: text.length } });
  });
});

test("truncated between two records, it looks whole: nothing in a file can tell what came after", () => {
  const short = bytes.subarray(0, head + first + second);
  expect(recover(short)).toMatchObject({ tail: { kind: "whole" }, end: { number: 3 } });
});

describe("formats", () => {
  const renamed = (event: unknown, from: string, to: string): unknown =>
    Object.fromEntries(Object.entries(event ?? {}).map(([key, value]) => [key === from ? to : key, value]));
  /** Programs of later days: what a note calls `level` was called `weight` in format 2. */
  const toTwo = (event: unknown) => renamed(event, "level", "weight");
  const toThree = (event: unknown) => renamed(event, "weight", "level");
  const later: Formats = { current: 3, upgrades: new Map([[1, toTwo] as const, [2, toThree] as const]) };
  const latest: Formats = {
    current: 4,
    upgrades: new Map([[2, toThree] as const, [3, (event: unknown) => event] as const]),
  };
  const written = (format: number, events: unknown) =>
    Buffer.concat(chain(headerPayload(header(run, { format, engine: "9.8.7" })), JSON.stringify(events)));

  test.each(["whole", "continued"])("format 1, as the first version wrote it, can be read: %s", (name) => {
    const fixture = readFileSync(new URL(`fixtures/format-1-${name}.journal`, import.meta.url));
    const { headers, events, tail } = recover(fixture);
    expect(headers[0]).toMatchObject({ format: 1, engine: "0.1.0" });
    const begin = ["run.started", "host.connected", "task.started", "change.intended", "change.finished"];
    const rest = name === "whole" ? ["task.finished", "noted", "run.finished"] : ["task.finished", "run.finished"];
    expect(events.map(({ type }) => type)).toEqual([...begin, ...rest]);
    expect(tail).toEqual({ kind: "whole" });
  });

  test("a reader reads the two formats before its own", () => {
    expect(recover(written(3, notes("new")), later).events).toEqual(notes("new"));
    expect(recover(written(2, notes("old").map(toTwo)), later).events).toEqual(notes("old"));
    expect(recover(written(1, notes("older")), later).events).toEqual(notes("older"));
  });

  test("one journal may be of two: each writer's header says which", () => {
    const two = chain(
      headerPayload(header(run, { format: 2 })),
      JSON.stringify(notes("old").map(toTwo)),
      headerPayload(header(run, { format: 3 })),
      JSON.stringify(notes("new")),
    );
    expect(recover(Buffer.concat(two), later).events).toEqual([...notes("old"), ...notes("new")]);
  });

  test("a newer one is refused, by name, with the way out", () => {
    const sentence = `the journal of ${run} was written by runbook 9.8.7 in format 2; this one reads format 1`;
    expect(() => recover(written(2, []))).toThrow(sentence);
    expect(() => recover(written(4, []), later)).toThrow("in format 4; this one reads formats 1 to 3");
  });

  test("one that is too old is refused too", () => {
    expect(() => recover(written(1, []), latest)).toThrow("in format 1; this one reads formats 2 to 4");
  });

  test("an event that nobody knows is not left out in silence", () => {
    expect(() => recover(written(1, [{ type: "host.vanished" }]))).toThrow(/holds an event .* does not know/);
  });
});
