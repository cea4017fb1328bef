import { describe, expect, test } from "vitest";
import { createSummary } from "../../../src/report/summary.ts";
import { RunTold } from "../../support/run-events.ts";

function summaryOf(told: RunTold, next: readonly string[] = []): string {
  const summary = createSummary();
  for (const event of told.events) summary.listener(event);
  return summary.render({ color: false, next });
}

describe("the summary of a run", () => {
  test("says what would change, counts per host, and what to type next", () => {
    const told = new RunTold()
      .started(["h1", "h2"], ["a"], { mode: "plan" })
      .finished({ h1: { ok: 3, changed: 2 }, h2: { ok: 5 } });
    expect(summaryOf(told, ["runbook apply x.yaml -i lab/inventory.yaml"])).toBe(
      `plan of Example on 2 hosts: 1 host would change (12 s)

host         ok  changed  skipped  failed  unreachable  unknown
h1            3        2        0       0            0        0
h2            5        0        0       0            0        0
all 2 hosts   8        2        0       0            0        0

next:
  runbook apply x.yaml -i lab/inventory.yaml
`,
    );
  });

  test("of many hosts names only those in trouble", () => {
    const names = Array.from({ length: 40 }, (_, index) => `h${index + 1}`);
    const stats = Object.fromEntries(names.map((host) => [host, host === "h7" ? { failed: 1 } : { ok: 2 }]));
    const text = summaryOf(new RunTold().started(names, ["a"]).finished(stats));
    expect(text.match(/^(?:h\d+|39 more|all 40 hosts) /gm)).toEqual(["h7 ", "39 more ", "all 40 hosts "]);
    expect(text).toContain("apply of Example on 40 hosts: nothing changed, 1 failed (12 s)");
  });

  test("gives code, place, message and hint of every failure, once for hosts that failed alike", () => {
    const failure = {
      name: "Run",
      status: "failed" as const,
      code: "RB5007",
      at: "x.yaml:8:7",
      message: "status 1\nmore",
      hint: "look",
    };
    const told = new RunTold().started(["h1", "h2", "h3", "h4"], ["a"]).lost("h4", { hint: "start sshd" });
    told
      .ended("h1", "t1", failure)
      .ended("h2", "t1", failure)
      .ended("h3", "t1", { ...failure, ignored: true })
      .finished();
    expect(summaryOf(told)).toContain(
      `✖ h1, h2  Run  x.yaml:8:7
    RB5007  status 1
    more
    hint: look
✖ h4  connection
    RB4001  the connection was refused
    hint: start sshd
`,
    );
    expect(summaryOf(told)).not.toContain("h3  Run");
  });

  test("a host that is lost in the middle of a task is told once, with the task's place", () => {
    const lost = { code: "RB4010", message: "the connection was lost" };
    const told = new RunTold().started(["h1"], ["a"]);
    told
      .ended("h1", "t1", { name: "Run", status: "failed", at: "x.yaml:8:7", ...lost })
      .lost("h1", lost)
      .finished();
    expect(summaryOf(told).match(/^✖.*$/gm)).toEqual(["✖ h1  Run  x.yaml:8:7"]);
  });
});
