import { describe, expect, test } from "vitest";
import { layered, scopeOf } from "../../../src/expression/scope.ts";
import { type Value, valueFromJson, valueMap } from "../../../src/expression/value.ts";
import { problemOfText, valueOfText } from "./try-expression.ts";

const variables = {
  instance: "prod",
  ims: valueFromJson({ matches: [{ id: "x" }], nothing: null }),
  nothing: null,
  text: "abc",
};

describe("what is not defined", () => {
  test.each([
    ["instanse", '1:1 RB2002 `instanse` is not defined | did you mean "instance"?'],
    ["1 + foo", "1:5 RB2002 `foo` is not defined"],
    ["null", '1:1 RB2002 `null` is not defined | write "none"'],
    ["ims.matchs", '1:1 RB2002 `ims` has no "matchs" | did you mean "matches"?'],
    ["ims['x']", '1:1 RB2002 `ims` has no "x" | it has matches, nothing'],
    ["ims.matches[3]", "1:1 RB2002 `ims.matches` has no item 3; it has 1"],
    ["ims.matches[-2]", "1:1 RB2002 `ims.matches` has no item -2; it has 1"],
    ["ims.matches[0].name", '1:1 RB2002 `ims.matches[0]` has no "name" | it has id'],
    ["'a' ~ ims.matches[0].name", '1:7 RB2002 `ims.matches[0]` has no "name" | it has id'],
    ["text.length", '1:1 RB2002 `text` is text and has no "length" | write | length'],
    ["nothing.a", '1:1 RB2002 `nothing` is none and has no "a"'],
    ["{}.a", '1:1 RB2002 the value has no "a" | it is empty'],
    ["[] | first", '1:6 RB2002 "first" is given nothing: it is empty'],
    ["missing | upper", "1:1 RB2002 `missing` is not defined"],
    ["missing.split()", "1:1 RB2002 `missing` is not defined"],
    ["[missing]", "1:2 RB2002 `missing` is not defined"],
    ["missing is none", "1:1 RB2002 `missing` is not defined"],
    ["text | replace('a', missing)", "1:21 RB2002 `missing` is not defined"],
  ])("%s", (text, problem) => expect(problemOfText(text, variables)).toBe(problem));

  test.each<[string, Value]>([
    ["missing is defined", false],
    ["missing is undefined", true],
    ["missing is not defined", true],
    ["missing.a.b[0].c is defined", false],
    ["ims.foo.bar is defined", false],
    ["ims.matches[7] is defined", false],
    ["ims.matches[0].id is defined", true],
    ["nothing is defined", true],
    ["nothing.a is defined", false],
    ["missing | default('x')", "x"],
    ["missing | d('x') | upper", "X"],
    ["missing | default", ""],
    ["missing.a.b | default('x')", "x"],
    ["(missing if false) | default('x')", "x"],
    ["[] | max | default(0)", 0],
    ["text | default(missing)", "abc"],
    ["missing | default(other) | default(1)", 1],
    ["nothing | default('x')", null],
    ["nothing | default('x', true)", "x"],
    ["'' | default('x', boolean=true)", "x"],
    ["missing is defined and missing.a", false],
  ])("%s gives %j", (text, value) => expect(valueOfText(text, variables)).toEqual(value));
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"])(
  "%s is a key like any other",
  (key) => {
    for (const of of ["ims", "text", "ims.matches", "1", "none", "(ims | dict2items)"]) {
      expect(valueOfText(`${of}.${key} is defined`, variables)).toBe(false);
      expect(valueOfText(`(${of})['${key}'] is defined`, variables)).toBe(false);
    }
    expect(valueOfText(`${key} is defined`, variables)).toBe(false);
    expect(problemOfText(`text.${key}()`, variables)).toContain(`RB2004 there is no method "${key}"`);
    expect(problemOfText(`text | ${key}`, variables)).toContain(`RB2004 there is no filter "${key}"`);
    expect(valueOfText(`{'${key}': 7}.${key}`)).toBe(7);
    expect(valueOfText(`(text | from_json).${key}`, { text: `{"${key}": 7}` })).toBe(7);
  },
);

test("the first scope that knows a name gives its value", () => {
  const scope = layered(
    scopeOf(valueMap([["a", 1]])),
    scopeOf(
      valueMap([
        ["a", 2],
        ["b", null],
      ]),
    ),
  );
  expect([scope.lookup("a"), scope.lookup("b"), scope.lookup("c")]).toEqual([1, null, undefined]);
  expect([...scope.names()]).toEqual(["a", "b"]);
});
