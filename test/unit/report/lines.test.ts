import { describe, expect, test } from "vitest";
import { createLinesReporter } from "../../../src/report/lines.ts";
import { RunTold } from "../../support/run-events.ts";

function linesOf(told: RunTold, diffs = false): string {
  let text = "";
  const listener = createLinesReporter({ write: (more) => (text += more), color: false, diffs });
  for (const event of told.events) listener(event);
  return text;
}

describe("plain lines", () => {
  test("say what happened on which host, when", () => {
    const told = new RunTold()
      .started(["web1", "db"], ["Set the id"])
      .connected("web1")
      .lost("db", { hint: "start sshd" })
      .began("t1");
    told.ended("web1", "t1", { name: "Set the id", status: "changed" }).finished({}, { exitCode: 4 });
    expect(linesOf(told)).toBe(
      [
        "10:20:00  apply of Example (x.yaml) on 2 hosts, run run1, 2026-03-01 UTC",
        "10:20:02  db    lost     RB4001 the connection was refused",
        "          hint: start sshd",
        "10:20:04  web1  changed  Set the id",
        "10:20:05  finished in 12 s, exit code 4",
        "",
      ].join("\n"),
    );
  });

  test("give code, place, further lines and hint of a failure", () => {
    const told = new RunTold().started(["h1"], ["a"]);
    const failure = { code: "RB5007", message: "status 1\nno such file", at: "x.yaml:8:7", hint: "look there" };
    told.ended("h1", "t1", { name: "Run", item: "2", status: "failed", ...failure });
    expect(linesOf(told)).toContain(
      "10:20:01  h1  failed   Run [2]  RB5007 status 1 (x.yaml:8:7)\n          no such file\n          hint: look there\n",
    );
  });

  test("show diffs and unknowns when asked", () => {
    const changes = [{ kind: "write-file", title: "write /etc/motd", path: "/etc/motd", diff: "@@ -1 +1 @@\n-a\n+b" }];
    const told = new RunTold()
      .started(["h1"], ["a"])
      .ended("h1", "t1", { status: "changed", changes, unknowns: ["known after: b"] });
    expect(linesOf(told)).not.toContain("motd");
    expect(linesOf(told, true)).toContain(
      "          write /etc/motd\n            @@ -1 +1 @@\n            -a\n            +b\n          unknown: known after: b\n",
    );
  });

  test("begin every line of a note with its host", () => {
    expect(linesOf(new RunTold().started(["h1"], []).noted("a\nb", { host: "h1", level: "warning" }))).toContain(
      "10:20:01  h1  warning  a\n10:20:01  h1  warning  b\n",
    );
  });
});
