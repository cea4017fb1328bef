import { describe, expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Kind } from "../../../src/schema/kind.ts";
import {
  alias,
  anything,
  boolean,
  duration,
  expression,
  integer,
  list,
  mapping,
  mode,
  oneOf,
  optional,
  path,
  secretText,
  targetPath,
  text,
  withDefault,
} from "../../../src/schema/kinds.ts";
import { refused } from "../../../src/schema/refused.ts";
import { withUnknowns } from "../../../src/schema/with-unknowns.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";

const read = <T>(kind: Kind<T>, value: Value | undefined): T => kind.parse(value, { name: "it", at: undefined });

/** The code and sentence of what reading ends with. */
function complaint(kind: Kind<unknown>, value: Value | undefined): string {
  try {
    read(kind, value);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map((one) => `${one.code} ${one.message}`).join("\n");
    throw error;
  }
  return "nothing";
}

const secret = new SecretText("password", "hunter2");

describe("a parameter reads what fits", () => {
  const cases: readonly (readonly [string, Kind<unknown>, Value | undefined, unknown])[] = [
    ["text", text("Doc."), "a", "a"],
    ["a number as text", text("Doc."), 8080, "8080"],
    ["true as text", text("Doc."), true, "true"],
    ["a secret where secrets may be", secretText("Doc."), secret, secret],
    ["an absolute path", path("Doc."), "/etc/motd", "/etc/motd"],
    ["yes as a boolean", boolean("Doc."), "yes", true],
    ["Off as a boolean", boolean("Doc."), "Off", false],
    ["a whole number in quotes", integer("Doc."), "-12", -12],
    ["a bare duration as seconds", duration("Doc."), 30, 30_000],
    ["a duration with a unit", duration("Doc."), "1.5m", 90_000],
    ["milliseconds", duration("Doc."), "500ms", 500],
    ["one of its words", oneOf(["file", "link"], "Doc."), "link", "link"],
    ["an octal mode", mode("Doc."), "0640", 0o640],
    ["a symbolic mode", mode("Doc."), "u=rwx,go=rx", 0o755],
    ["a single item as a list", list(text("Doc."), "Doc."), "a", ["a"]],
    ["a list", list(integer("Doc."), "Doc."), [1, "2"], [1, 2]],
    ["a mapping", mapping("Doc."), valueMap([["a", 1]]), { a: 1 }],
    ["nothing where it may be left out", optional(text("Doc.")), undefined, undefined],
    ["the default", withDefault(integer("Doc."), 5), undefined, 5],
    ["a value where a default is", withDefault(integer("Doc."), 5), 6, 6],
    ["null as any value", anything("Doc."), null, null],
    ["what a refusal accepts", refused({ accepts: false, why: "Why." }), "no", undefined],
  ];
  test.each(cases)("%s", (_, kind, value, expected) => expect(read(kind, value)).toEqual(expected));
});

describe("a parameter says what does not fit, and never shows the value", () => {
  const cases: readonly (readonly [string, Kind<unknown>, Value | undefined, string])[] = [
    ["nothing given", text("Doc."), undefined, 'RB1102 the parameter "it" is missing'],
    ["a secret as text", text("Doc."), secret, 'RB1101 "it" must be text, not a secret'],
    ["a relative path", path("Doc."), "etc", 'RB1101 "it" must be an absolute path (it starts with "/"), not text'],
    ["a path with a NUL", path("Doc."), "/a\0b", 'RB1101 "it" must be an absolute path (it starts with "/"), not text'],
    ["a word as a boolean", boolean("Doc."), "maybe", 'RB1101 "it" must be true or false, not text'],
    ["a fraction", integer("Doc."), 1.5, 'RB1101 "it" must be a whole number, not a number'],
    [
      "a duration of days",
      duration("Doc."),
      "2d",
      'RB1101 "it" must be a duration like 30, "30s", "5m" or "500ms", not text',
    ],
    ["another word", oneOf(["a", "b"], "Doc."), "c", 'RB1101 "it" must be one of a, b, not text'],
    ["an item of a list", list(integer("Doc."), "Doc."), [1, "x"], 'RB1101 "it[1]" must be a whole number, not text'],
    ["a list as a mapping", mapping("Doc."), [], 'RB1101 "it" must be a mapping, not a list'],
    ["what is refused", refused({ why: "Why." }), true, 'RB5009 "it" is not supported'],
    ["what a refusal does not accept", refused({ accepts: false, why: "Why." }), true, 'RB5009 "it" is not supported'],
  ];
  test.each(cases)("%s", (_, kind, value, expected) => expect(complaint(kind, value)).toBe(expected));

  test("an unquoted mode, which YAML reads as another number", () =>
    expect(complaint(mode("Doc."), 644)).toMatch(/must be a quoted octal mode such as "0644".* not a number/));
});

test("an expression brings its text and its value", () => {
  const given = valueMap([
    ["source", "a == 1"],
    ["value", true],
  ]);
  expect(read(expression("Doc."), given)).toEqual({ source: "a == 1", value: true });
  expect(list(expression("Doc."), "Doc.").form).toBe("expression");
});

test("what a kind says of itself survives being optional, aliased or listed", () => {
  const kind = optional(alias(list(targetPath("Doc."), "Doc."), "paths"));
  expect(kind).toMatchObject({ required: false, aliases: ["paths"], target: true, type: "list of path" });
  expect(optional(secretText("Doc.")).secret).toBe(true);
});

test("only kinds that say so take unknowns", () => {
  expect([text("Doc."), mapping("Doc."), path("Doc.")].map((kind) => kind.takesUnknown)).toEqual([false, false, false]);
  expect([anything("Doc."), expression("Doc."), withUnknowns(mapping("Doc."))].every((kind) => kind.takesUnknown)).toBe(
    true,
  );
  expect(complaint(text("Doc."), new Unknown("known after: x"))).toContain("an unknown value");
});
