import fc from "fast-check";
import { expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { problem } from "../../../src/problems/problem.ts";
import { createChangesView } from "../../../src/report/changes-view.ts";
import { frame } from "../../../src/report/frame.ts";
import { createJsonReporter } from "../../../src/report/json.ts";
import { createLinesReporter } from "../../../src/report/lines.ts";
import { problemText } from "../../../src/report/problem-view.ts";
import { progressOf } from "../../../src/report/progress.ts";
import { createSummary } from "../../../src/report/summary.ts";
import { RunTold } from "../../support/run-events.ts";

const hostile = fc
  .array(
    fc.constantFrom(
      "\x1b[2J",
      "\x1b]52;c;eA==\x07",
      "\r",
      "\x9b1A",
      "\u202e",
      "\n",
      "\t",
      "\x1b[31m",
      "x",
      "日",
      "\ud800",
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(""));
const ourColours = /\x1b\[(?:1|2|22|3[1-6]|39)m/g;

/** A run in which everything a host or a file may choose is hostile. */
const run = fc.tuple(hostile, hostile, hostile, hostile).map(([host, name, text, code]): readonly Event[] => {
  const changes = [
    { kind: "write-file", title: `write ${text}`, path: text, diff: `@@ -1 +1 @@\n-${text}\n+${name}` },
    { kind: "run-command", title: `run ${text}` },
  ];
  const failure = { status: "failed" as const, code, message: text, at: text, hint: text, item: text };
  return new RunTold()
    .started([host, "h2"], [{ name, play: text, at: text }], { name: text, runbook: text })
    .connected(host)
    .lost("h2", { code, message: text, hint: text })
    .began("t1")
    .noted(text, { host })
    .ended(host, "t1", { name, changes, unknowns: [text], message: text })
    .ended(host, "t1", { name, ...failure })
    .finished({ [host]: { failed: 1 }, h2: { unreachable: 1 } }).events;
});

function textsOf(events: readonly Event[], color: boolean): readonly string[] {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const [changes, summary] = [createChangesView(), createSummary()];
  const listeners = [
    createLinesReporter({ write, color, diffs: true }),
    createJsonReporter({ write }),
    changes.listener,
    summary.listener,
  ];
  for (const event of events) for (const listener of listeners) listener(event);
  const picture = frame(progressOf(events), { columns: 60, rows: 12, color, now: 0 });
  return [...written, ...picture, changes.render({ color }), summary.render({ color, next: ["runbook show last"] })];
}

test("no screen lets anything through that steers a terminal, but its own colours", () => {
  fc.assert(
    fc.property(run, fc.boolean(), (events, color) => {
      for (const text of textsOf(events, color)) {
        const plain = color ? text.replace(ourColours, "") : text;
        if (!color) expect(text).not.toContain("\x1b");
        expect(plain).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
      }
    }),
    { numRuns: 200 },
  );
});

test("no problem lets anything through that steers a terminal", () => {
  fc.assert(
    fc.property(hostile, hostile, fc.nat(20), (name, text, start) => {
      const at = { file: { name, text }, start: Math.min(start, text.length), end: text.length };
      const shown = problemText(problem("RB1002", text, { at, hint: name }).problems, { columns: 40, color: false });
      expect(shown).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
    }),
  );
});
