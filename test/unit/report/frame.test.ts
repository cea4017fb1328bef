import { describe, expect, test } from "vitest";
import { frame } from "../../../src/report/frame.ts";
import { progressOf } from "../../../src/report/progress.ts";
import { RunTold } from "../../support/run-events.ts";

function hostNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `h${index + 1}`);
}

function pictureOf(told: RunTold, size: { readonly columns?: number; readonly rows?: number } = {}): readonly string[] {
  const view = progressOf(told.events);
  return frame(view, { columns: size.columns ?? 80, rows: size.rows, color: false, now: view.started + 20_000 });
}

describe("a picture of a run", () => {
  test("has a row per task with counts, four running hosts and every failed host", () => {
    const told = new RunTold().started(hostNames(8), ["Read the build", "Set the Organization id", "Reload"]);
    told
      .lost("h8")
      .connected(...hostNames(7))
      .began("t1");
    for (const host of hostNames(7)) told.ended(host, "t1");
    told.began("t2").ended("h1", "t2", { status: "changed" });
    told.ended("h2", "t2", { status: "failed", code: "RB5101", message: "not well-formed\nmore" });
    expect(pictureOf(told)).toEqual(
      [
        "apply  Example  8 hosts  20 s",
        "  ✖ lost  h8  RB4001  the connection was refused",
        "  ✔ Read the build           7 ok",
        "  ⠋ Set the Organization id  2/7  1 changed · 1 failed",
        "      ⠋ h3  8.0 s",
        "      ⠋ h4  7.0 s",
        "      ⠋ h5  6.0 s",
        "      ⠋ h6  5.0 s",
        "      ✖ h2  RB5101  not well-formed",
        "  ○ Reload                 ",
      ].map((line) => line.trimEnd()),
    );
  });

  test("folds what is done, then what waits, to fit the screen", () => {
    const tasks = Array.from({ length: 12 }, (_, index) => `task ${index + 1}`);
    const told = new RunTold().started(["h1"], tasks).connected("h1");
    for (const id of ["t1", "t2", "t3", "t4", "t5"]) told.began(id).ended("h1", id);
    told.began("t6");
    expect(pictureOf(told, { rows: 8 })).toEqual([
      "apply  Example  1 host  20 s",
      "  ✔ 5 tasks done",
      "  ⠋ task 6   0/1",
      "      ⠋ h1  9.0 s",
      "  ○ 6 tasks to come",
    ]);
  });

  test("never has more lines than the screen, and says how many are missing", () => {
    const told = new RunTold()
      .started(hostNames(9), ["a"])
      .connected(...hostNames(9))
      .began("t1");
    for (const host of hostNames(9)) told.ended(host, "t1", { status: "failed", message: `no ${host}` });
    const picture = pictureOf(told, { rows: 5 });
    expect(picture).toHaveLength(5);
    expect(picture.at(-1)).toBe("  … 7 more lines");
  });

  test("hosts that fail alike share a line where there are many", () => {
    const told = new RunTold()
      .started(hostNames(40), ["a"])
      .connected(...hostNames(40))
      .began("t1");
    for (const host of hostNames(40)) told.ended(host, "t1", { status: "failed", message: "disk full" });
    expect(pictureOf(told).at(-1)).toBe("      ✖ h1, h2, h3 and 37 more  disk full");
  });

  test("no line is wider than the screen, with wide characters too", () => {
    const told = new RunTold()
      .started(["日本語の長いホスト名"], ["非常に長いタスクの名前です"])
      .connected("日本語の長いホスト名")
      .began("t1");
    for (const line of pictureOf(told, { columns: 24 })) expect([...line].length).toBeLessThanOrEqual(24);
    expect(pictureOf(told, { columns: 24 })[1]).toContain("…");
  });

  test("what hosts send cannot steer the terminal or add lines", () => {
    const told = new RunTold().started(["h\x1b[2J1"], ["a\nb"]).connected("h\x1b[2J1").began("t1");
    told.ended("h\x1b[2J1", "t1", { status: "failed", message: "\x1b]0;owned\x07\rx" });
    const text = pictureOf(told).join("\n");
    expect(text).toContain("␛]0;owned␇␍x");
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});
