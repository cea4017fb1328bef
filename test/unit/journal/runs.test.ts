import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { findRun } from "../../../src/journal/find-run.ts";
import { headerPayload } from "../../../src/journal/header.ts";
import { type ListedRun, listRuns } from "../../../src/journal/list-runs.ts";
import { markLine, thisProcess } from "../../../src/journal/process-mark.ts";
import { expiredRuns, removeRun } from "../../../src/journal/prune-runs.ts";
import { runFolder } from "../../../src/journal/run-folder.ts";
import { isRunId, runId } from "../../../src/journal/run-id.ts";
import { chain, header, journal, me, type StateFolder, stateFolder } from "../../support/journals.ts";
import { RunTold } from "../../support/run-events.ts";

let state: StateFolder;
beforeEach(() => {
  state = stateFolder();
});
afterEach(() => state.remove());

const id = (second: number, letters = "bcdf") => `20260301-1020${String(second).padStart(2, "0")}-${letters}`;
const whole = (exitCode: number) => new RunTold().started(["web1", "web2"], ["Motd"]).finished({}, { exitCode }).events;
const put = (run: string, ...groups: readonly (readonly Event[])[]) =>
  state.put(run, Buffer.concat(journal(run, ...groups)));
const results = () => Object.fromEntries(listRuns(state.path, me).map(({ run, result }) => [run, result]));

describe("the list of runs", () => {
  test("is empty before the first", () => expect(listRuns(join(state.path, "none"), me)).toEqual([]));

  test("says when, what, on how many hosts, and how it ended; the newest run first", () => {
    put(id(1), whole(0));
    put(id(2), whole(2));
    expect(listRuns(state.path, me)).toEqual([
      { ...listed(id(2)), result: "failed", exitCode: 2 },
      { ...listed(id(1)), result: "done", exitCode: 0 },
    ]);
  });

  test("tells runs that were stopped, or cut off, from runs that go on", () => {
    put(id(1), whole(130));
    put(id(2), whole(0), []);
    writeFileSync(join(put(id(3), whole(0).slice(0, 1)), "writer.1"), markLine({ ...thisProcess(), start: "1" }));
    writeFileSync(join(put(id(4), whole(0).slice(0, 1)), "writer.1"), markLine(thisProcess()));
    const torn = Buffer.concat(journal(id(5), whole(0).slice(0, 1), whole(0).slice(1))).subarray(0, -1);
    state.put(id(5), torn);
    state.put(id(6), Buffer.alloc(0));
    expect(Object.values(results()).toReversed()).toEqual([
      "interrupted",
      "interrupted",
      "interrupted",
      "running",
      "interrupted",
      "interrupted",
    ]);
  });

  test("one that was gone on with has the end that it has now", () => {
    const [started, finished] = whole(130);
    const again = headerPayload(header(id(1)));
    const payloads = [headerPayload(header(id(1))), JSON.stringify([started, finished]), again];
    state.put(id(1), Buffer.concat(chain(...payloads)));
    expect(results()).toEqual({ [id(1)]: "interrupted" });
    state.put(id(1), Buffer.concat(chain(...payloads, JSON.stringify(whole(0).slice(1)))));
    expect(results()).toEqual({ [id(1)]: "done" });
  });

  test("keeps what cannot be read in it: no journal, another format, a folder of somebody", () => {
    mkdirSync(runFolder(state.path, id(1)), { recursive: true });
    state.put(id(2), Buffer.concat(chain(headerPayload(header(id(2), { format: 99 })))));
    mkdirSync(join(state.path, "runs", "something else"));
    expect(results()).toEqual({ [id(2)]: "unreadable", [id(1)]: "unreadable" });
  });

  test("looks only at the ends of a long journal", () => {
    const told = new RunTold().started(["web1"], ["Motd"], { name: "x".repeat(300_000) });
    const middle = Array.from(
      { length: 40 },
      (_, number) => new RunTold().noted(`${number}${"y".repeat(20_000)}`).events,
    );
    put(id(1), told.events, ...middle, [...(middle[0] ?? []), ...whole(0).slice(1)]);
    expect(listRuns(state.path, me)).toMatchObject([{ result: "done", hosts: 1, exitCode: 0 }]);
  });
});

describe("naming a run", () => {
  beforeEach(() => {
    put(id(1, "bbbb"), whole(0));
    put(id(2, "zzzz"), whole(0));
  });

  test("by its id, a beginning that only one has, or as last", () => {
    expect(findRun(state.path, id(1, "bbbb"))).toBe(id(1, "bbbb"));
    expect(findRun(state.path, "20260301-102001")).toBe(id(1, "bbbb"));
    expect(findRun(state.path, "last")).toBe(id(2, "zzzz"));
  });

  test("ids sort by time, to the millisecond", () => {
    const began = Date.parse("2026-03-01T10:20:02.000Z");
    const ids = Array.from({ length: 1_001 }, (_, milliseconds) => runId(new Date(began + milliseconds), randomBytes));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isRunId)).toBe(true);
  });

  test("a beginning that several have, one that none has, a path, nothing", () => {
    expect(() => findRun(state.path, "2026")).toThrow('2 runs begin with "2026"');
    for (const name of [id(9), "../x", "/etc/passwd", ""]) {
      expect(() => findRun(state.path, name)).toThrow(`there is no run "${name}"`);
    }
    expect(() => findRun(join(state.path, "none"), "last")).toThrow("there is no run yet");
  });
});

describe("removing runs", () => {
  const runs: readonly ListedRun[] = [
    { ...listed(id(6)), result: "running" },
    { ...listed(id(5)), result: "interrupted" },
    { ...listed(id(4), 40), result: "done" },
    { ...listed(id(3), 30), result: "failed" },
    { run: id(2), result: "unreadable" },
    { ...listed(id(1), 10), result: "done" },
  ];
  const expired = (retention: Parameters<typeof expiredRuns>[1]) => expiredRuns(runs, retention).map(({ run }) => run);

  test("the newest finished ones stay, those without an end too", () => {
    expect(expired({ keep: 1 })).toEqual([id(3), id(1)]);
    expect(expired({ keep: 3 })).toEqual([]);
    expect(expired({ keep: 0 })).toEqual([id(4), id(3), id(1)]);
  });

  test("one that was cut off before it began anything may go", () => {
    const unbegun = { run: id(5), result: "interrupted" } as const;
    expect(expiredRuns([unbegun], {})).toEqual([unbegun]);
  });

  test("or those that are young; with both rules a run must break both to go", () => {
    const before = new Date("2026-03-01T10:20:35.000Z");
    expect(expired({ before })).toEqual([id(3), id(1)]);
    expect(expired({ before, keep: 2 })).toEqual([id(1)]);
  });

  test("a removed run leaves nothing, nor does a removal that was broken off", () => {
    put(id(1), whole(0));
    mkdirSync(join(state.path, "runs", `.removed-${id(9)}`, "x"), { recursive: true });
    expect(removeRun(state.path, id(1))).toBe(true);
    expect(readdirSync(join(state.path, "runs"))).toEqual([]);
  });

  test("one that somebody writes is not removed", () => {
    const folder = put(id(1), whole(0));
    writeFileSync(join(folder, "writer.1"), markLine(thisProcess()));
    expect(removeRun(state.path, id(1))).toBe(false);
    expect(existsSync(join(folder, "journal"))).toBe(true);
  });
});

/** As `whole` tells it, begun at 10:20 and so many seconds. */
function listed(run: string, second = 0): Omit<ListedRun, "result"> {
  const time = `2026-03-01T10:20:${String(second).padStart(2, "0")}.000Z`;
  return { run, time, mode: "apply", runbook: "x.yaml", name: "Example", hosts: 2 };
}
