import { describe, expect, test } from "vitest";
import type { ChangeShown } from "../../../src/events/event.ts";
import { createChangesView } from "../../../src/report/changes-view.ts";
import { RunTold } from "../../support/run-events.ts";

const write = (path: string, diff = "@@ -1 +1 @@\n-a\n+b"): ChangeShown => ({
  kind: "write-file",
  title: `write ${path}`,
  path,
  diff,
});

function shown(told: RunTold, color = false): string {
  const view = createChangesView();
  for (const event of told.events) view.listener(event);
  return view.render({ color });
}

function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h${index + 1}`);
}

describe("the changes of a run", () => {
  test("hosts stand in the order of the inventory, whoever was first", () => {
    const told = new RunTold().started(["h1", "h2", "h3"], ["a"]);
    for (const [host, diff] of [["h3", "@@ -1 +1 @@\n-c\n+b"], ["h2"], ["h1"]] as const)
      told.ended(host, "t1", { name: "Set it", status: "changed", changes: [write("/etc/x", diff)] });
    expect(shown(told).match(/^ {2}\S.*$/gm)).toEqual(["  h1, h2", "  h3"]);
  });

  test("equal ones of many hosts are shown once, with the hosts' names", () => {
    const told = new RunTold().started(hostNames(41), ["a"]);
    for (const host of hostNames(40))
      told.ended(host, "t1", { name: "Set it", status: "changed", changes: [write("/etc/x")] });
    told.ended("h41", "t1", { name: "Set it", status: "changed", changes: [write("/etc/x", "@@ -1 +1 @@\n-c\n+b")] });
    expect(shown(told)).toBe(
      `Set it  x.yaml:1:3
  h1, h2, h3 and 37 more
    write /etc/x
      @@ -1 +1 @@
      -a
      +b
  h41
    write /etc/x
      @@ -1 +1 @@
      -c
      +b
`,
    );
  });

  test("hosts whose paths alone differ share a diff", () => {
    const told = new RunTold().started(["h1", "h2"], ["a"]);
    for (const host of ["h1", "h2"]) told.ended(host, "t1", { changes: [write(`/lab/${host}/conf/x-${host}.xml`)] });
    expect(shown(told)).toContain("  h1, h2\n    write /lab/*/conf/*\n");
  });

  test("tasks stand in the order of the runbook, those without changes are left out", () => {
    const told = new RunTold().started(["h1"], ["a", "b", "c"]);
    told
      .ended("h1", "t3", { name: "third", changes: [write("/3")] })
      .ended("h1", "t2")
      .ended("h1", "t1", { name: "first", changes: [write("/1")] });
    expect(shown(told).match(/first|second|third|t2/g)).toEqual(["first", "third"]);
  });

  test("commands are shown as run, unknowns by their reason", () => {
    const changes = [{ kind: "run-command", title: "run nlserver restart pipelined@camp1" }];
    const told = new RunTold()
      .started(["h1"], ["a"])
      .ended("h1", "t1", { changes, unknowns: ["known after: Restart"] });
    expect(shown(told)).toContain("    run: nlserver restart pipelined@camp1\n    unknown: known after: Restart\n");
  });

  test("line ends show only where they differ", () => {
    const given = (diff: string) =>
      shown(new RunTold().started(["h1"], ["a"]).ended("h1", "t1", { changes: [write("/x", diff)] }));
    expect(given("@@ -1,2 +1,2 @@\n x\r\n-a\r\n+b\r")).not.toContain("␍");
    expect(given("@@ -1 +1 @@\n-a\r\n+a")).toContain("-a␍\n      +a");
  });

  test("diffs are coloured, and a host's own colours are not", () => {
    const told = new RunTold()
      .started(["h1"], ["a"])
      .ended("h1", "t1", { changes: [write("/x", "@@ -1 +1 @@\n-a\n+\x1b[31mb")] });
    expect(shown(told, true)).toContain(
      "\x1b[36m@@ -1 +1 @@\x1b[39m\n      \x1b[31m-a\x1b[39m\n      \x1b[32m+␛[31mb\x1b[39m",
    );
  });

  test("very long lines are cut, and say so", () => {
    const told = new RunTold()
      .started(["h1"], ["a"])
      .ended("h1", "t1", { changes: [write("/x", `@@ -0,0 +1 @@\n+${"x".repeat(1000)}`)] });
    expect(shown(told)).toContain("… (601 more characters)");
  });

  test("no changes are no text", () => {
    expect(shown(new RunTold().started(["h1"], ["a"]).ended("h1", "t1").finished())).toBe("");
  });
});
