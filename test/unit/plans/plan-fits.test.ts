import { expect, test } from "vitest";
import { assertFits, type Present } from "../../../src/plans/plan-fits.ts";
import { type PlanSubject, planFormat, type SavedPlan } from "../../../src/plans/saved-plan.ts";
import { ProblemError } from "../../../src/problems/problem.ts";

const subject: PlanSubject = {
  runbook: "r",
  files: {},
  inventory: ["i", "j"],
  values: { size: "s" },
  missing: ["later"],
};
const started = { type: "run.started", mode: "plan", runbook: "r.yaml", name: "r" } as const;
const plan: SavedPlan = {
  runbookPlan: planFormat,
  engine: "1.4.2",
  made: "2026-01-01T00:00:00.000Z",
  expires: "2026-01-02T00:00:00.000Z",
  fingerprint: "f",
  runbook: "r.yaml",
  flags: {},
  subject,
  facts: {
    started: { ...started, inventory: [], hosts: [], tasks: [] },
    notes: [],
    hosts: {},
    finished: { stats: {}, exitCode: 0 },
  },
  contents: {},
};
const present: Present = {
  engine: "1.4.9",
  now: new Date("2026-01-01T23:59:59.999Z"),
  subject,
  folder: "/r",
  readFile: () => undefined,
  key: new Uint8Array(32),
};

function saidOf(change: Partial<Present>): readonly string[] {
  try {
    assertFits(plan, { ...present, ...change });
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    expect(error.exitCode).toBe(3);
    return error.problems.map(({ message }) => message);
  }
}

test("a plan fits until it expires, to every program of its series", () => expect(saidOf({})).toEqual([]));

test.each<[string, Partial<Present>, readonly string[]]>([
  ["expired", { now: new Date("2026-01-02T00:00:00.000Z") }, ["the plan expired at 2026-01-02T00:00:00.000Z"]],
  ["another series", { engine: "1.5.0" }, ["the plan was made by runbook 1.4.2, and this is 1.5.0"]],
  [
    "another inventory",
    { subject: { ...subject, inventory: ["i", "k"] } },
    ["the inventory (file 2) was changed since the plan was made"],
  ],
  [
    "fewer files",
    { subject: { ...subject, inventory: ["i"] } },
    ["the plan was made with 2 inventory files, and these are 1"],
  ],
  [
    "a limit",
    { subject: { ...subject, limit: "l" } },
    ["the limit does not allow the same hosts as when the plan was made"],
  ],
  [
    "a value of a strange name",
    { subject: { ...subject, values: { size: "s", toString: "x" } } },
    ['"toString" has a value now, and had none when the plan was made'],
  ],
  [
    "a value that is gone",
    { subject: { ...subject, values: {} } },
    ['"size" has no value now, and had one when the plan was made'],
  ],
])("%s: it does not fit", (_, change, said) => expect(saidOf(change)).toEqual(said));

test("a value that was missing may be there now", () => {
  expect(saidOf({ subject: { ...subject, values: { size: "s", later: "x" } } })).toEqual([]);
});

test("what comes behind the failures that stopped all hosts was not planned", () => {
  const finished = {
    stats: { h: { ok: 0, changed: 0, skipped: 0, failed: 1, unreachable: 0, unknown: 0 } },
    exitCode: 2,
  };
  const ended = (exitCode: number) => ({ ...plan, facts: { ...plan.facts, finished: { ...finished, exitCode } } });
  expect(() => assertFits(ended(2), present)).not.toThrow();
  expect(() => assertFits(ended(10), present)).toThrow("all were stopped");
});
