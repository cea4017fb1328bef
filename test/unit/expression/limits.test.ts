import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/expression/value.ts";
import { problemOf, problemOfText, render, valueOfText } from "./try-expression.ts";

const nest = (depth: number) => "(".repeat(depth) + 1 + ")".repeat(depth);

describe("what grows too large is refused", () => {
  test("nesting", () => {
    expect(valueOfText(nest(99))).toBe(1);
    expect(problemOfText(nest(101))).toBe("1:102 RB2006 the expression is nested more than 100 levels deep");
    expect(problemOfText("[".repeat(100_000))).toContain("RB2006");
    expect(problemOfText("not ".repeat(100_000))).toContain("RB2006");
    expect(problemOfText("-".repeat(100_000))).toContain("RB2006");
    expect(problemOfText(`${"1 if 1 else ".repeat(100_000)}1`)).toContain("RB2006");
    expect(problemOf(() => render("{% if true %}".repeat(101)))).toBe(
      "1:1301 RB2006 statements are nested more than 100 levels deep",
    );
  });

  test("operators", () => {
    expect(valueOfText(Array(1000).fill("1").join(" + "))).toBe(1000);
    expect(problemOfText(Array(100_000).fill("1").join("+"))).toContain(
      "RB2006 the expression has more than 1000 operators",
    );
    expect(problemOfText(`a${".b".repeat(100_000)}`)).toContain("RB2006");
    expect(problemOfText(`1${" | string".repeat(100_000)}`)).toContain("RB2006");
  });

  test.each([
    "'a' * 100000000",
    "'a' * 10485760 ~ 'a'",
    "('a' * 10000000) | replace('a', 'aa')",
    "('a' * 10000000) + ('a' * 10000000)",
    "[0] * 1000001",
    "range(1000001)",
    "range(600000) | length + (range(600000) | length)",
    "('a,' * 5000000).split(',') | join('bbbb')",
  ])("%s", (text) => expect(problemOfText(text)).toContain("RB2006"));

  test("loops and text of a template", () => {
    const loop = "{% for a in range(2000) %}{% for b in xs %}{% endfor %}{% endfor %}";
    expect(problemOf(() => render(loop, { xs: Array(1000).fill(0) }))).toContain("RB2006 more than 1000000 loop steps");
    const text = "{% for a in range(20) %}{{ x }}{% endfor %}";
    expect(problemOf(() => render(text, { x: "a".repeat(1024 * 1024) }))).toBe(
      "1:28 RB2006 the text grows beyond 10 MiB",
    );
  });

  test("values that are nested too deeply", () => {
    let deep: Value = [];
    for (let level = 0; level < 100_000; level++) deep = [deep];
    for (const text of ["deep == [deep]", "deep | to_json", "deep | flatten", "deep ~ ''", "deep | unique"]) {
      expect(problemOfText(text, { deep })).toContain("RB2006 a value is nested too deeply, or grows too large");
    }
    const json = "[".repeat(200_000) + "]".repeat(200_000);
    expect(problemOfText("json | from_json", { json })).toContain("RB2006");
  });
});
