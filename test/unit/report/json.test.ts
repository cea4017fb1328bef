import { expect, test } from "vitest";
import { createJsonReporter } from "../../../src/report/json.ts";
import { RunTold } from "../../support/run-events.ts";

function linesOf(told: RunTold): readonly string[] {
  const lines: string[] = [];
  const listener = createJsonReporter({ write: (line) => lines.push(line) });
  for (const event of told.events) listener(event);
  return lines;
}

test("every event is one line of compact JSON with its type first, and nothing is lost", () => {
  const told = new RunTold()
    .started(["h1"], ["a"])
    .connected("h1")
    .lost("h1")
    .began("t1")
    .ended("h1", "t1")
    .noted("x")
    .finished();
  const lines = linesOf(told);
  const expected = told.events.map((event) => {
    if (!("task" in event) || !("name" in event)) return event;
    const { task: taskId, name: task, ...rest } = event;
    return { ...rest, task, taskId };
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
  for (const line of lines) expect(line).toMatch(/^\{"type":"[a-z.]+","time":"[^"]+","run":"run1"[^\n]*\}\n$/);
});

test("host, task and status stand in front", () => {
  expect(linesOf(new RunTold().ended("h1", "t1"))[0]).toMatch(
    /"run":"run1","host":"h1","task":"[^"]+","taskId":"t1","status":"ok",/,
  );
});

test("characters that steer terminals are escaped, and read back as they were", () => {
  const message = "\x1b[2J \x9b \u202e \u2028 \x7f \u{E0041} \ud800 日本";
  const [line = ""] = linesOf(new RunTold().noted(message));
  expect(line).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]/);
  expect(line).toContain("日本");
  expect(JSON.parse(line)).toMatchObject({ message });
});
