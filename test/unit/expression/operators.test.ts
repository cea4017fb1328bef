import { describe, expect, test } from "vitest";
import type { Value } from "../../../src/expression/value.ts";
import { problemOfText, valueOfText } from "./try-expression.ts";

const variables = { n: 3, name: "neo", list: [1, 2, 3], map: { a: 1, "b c": 2 }, empty: [], nothing: null };

describe("literals", () => {
  test.each<[string, Value]>([
    ["1", 1],
    ["1_000", 1000],
    ["1.5", 1.5],
    ["2e3", 2000],
    ["0xff", 255],
    ["'a'", "a"],
    ['"it\'s"', "it's"],
    ["'it\\'s'", "it's"],
    ["'a\\nb\\tc\\\\d'", "a\nb\tc\\d"],
    ["'\\x41\\u00e9'", "Aé"],
    ["'\\d+\\.'", "\\d+\\."],
    ["true", true],
    ["False", false],
    ["none", null],
    ["[1, 'a', [2]]", [1, "a", [2]]],
    ["[1, 2,]", [1, 2]],
    ["(1, 2)", [1, 2]],
    ["(1,)", [1]],
    ["()", []],
    ["(1)", 1],
    ["  1\n ", 1],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

  test("a mapping has no prototype", () => {
    const map = valueOfText("{'a': 1, 'b': {'c': n}}", variables);
    expect(map).toEqual({ a: 1, b: { c: 3 } });
    expect(Object.getPrototypeOf(map)).toBeNull();
  });
});

describe("operators", () => {
  test.each<[string, Value]>([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["7 - 2 - 1", 4],
    ["7 / 2", 3.5],
    ["6 / 2", 3],
    ["7 // 2", 3],
    ["7 // -2", -4],
    ["-7.5 // 2", -4],
    ["-7 % 3", 2],
    ["7 % -3", -2],
    ["5.5 % 2", 1.5],
    ["2 ** 10", 1024],
    ["2 ** 3 ** 2", 64],
    ["-2 ** 2", 4],
    ["-n + 1", -2],
    ["+n", 3],
    ["-5 | abs", 5],
    ["2 ** -3 | abs", 8],
    ["2 * 3 ~ 4", "64"],
    ["'a' ~ 1 ~ none ~ true ~ 1.5", "a1True1.5"],
    ["'a' + 'b'", "ab"],
    ["[1] + [2]", [1, 2]],
    ["'ab' * 2", "abab"],
    ["2 * [0]", [0, 0]],
    ["'a' * -1", ""],
    ["1 == 1.0", true],
    ["1 == true", true],
    ["1 == '1'", false],
    ["none == false", false],
    ["[1, {'a': [2]}] == [1, {'a': [2]}]", true],
    ["{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", true],
    ["{'a': 1} == {'b': 1}", false],
    ["1 != 2", true],
    ["'abc' < 'abd'", true],
    ["[1, 2] < [1, 3]", true],
    ["[1] < [1, 0]", true],
    ["false < true", true],
    ["2 >= 2", true],
    ["3 <= 2", false],
    ["3 > 2", true],
    ["'b' in 'abc'", true],
    ["2 in list", true],
    ["'a' in map", true],
    ["'z' not in map", true],
    ["not 2 in list", false],
    ["not not name", true],
    ["not 1 == 2", true],
    ["1 and 2", 2],
    ["0 and missing", 0],
    ["0 or 'x'", "x"],
    ["1 or missing", 1],
    ["false or false and true", false],
    ["'a' if n > 2 else 'b'", "a"],
    ["'a' if n > 5 else 'b' if n > 4 else 'c'", "c"],
    ["missing if false else 1", 1],
    ["(2 * 3) is divisibleby 3", true],
    ["n is odd and name is string", true],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

  test.each([
    [
      "1 + 'a'",
      `1:1 RB2003 "+" does not work on a number and text | join texts with ~, or turn text into a number with | int`,
    ],
    ["true + 1", `1:1 RB2003 "+" does not work on a boolean and a number`],
    [
      "[1] + 'a'",
      `1:1 RB2003 "+" does not work on a list and text | join texts with ~, or turn text into a number with | int`,
    ],
    ["1 / 0", "1:1 RB2003 a division by zero"],
    ["1 + (2 % 0)", "1:6 RB2003 a division by zero"],
    ["9007199254740991 + 1", `1:1 RB2003 the result of "+" is too large to be exact`],
    ["10 ** 400", `1:1 RB2003 the result of "**" is not a finite number`],
    ["'a' < 1", "1:1 RB2003 text and a number have no order | turn text into a number with | int or | float"],
    ["none < none", "1:1 RB2003 none and none have no order"],
    ["1 in 'a1'", `1:1 RB2003 a number cannot be in text | turn it into text with | string`],
    ["1 in 5", `1:1 RB2003 "in" looks into text, a list or a mapping, not a number`],
    ["-'a'", `1:1 RB2003 the sign "-" takes a number, not text`],
    ["{[1]: 2}", "1:2 RB2003 a mapping takes text as a key, not a list"],
    ["'a' if false", `1:1 RB2002 the condition is false and there is no "else" | add "else" and another value`],
  ])("%s is refused", (text, problem) => expect(problemOfText(text, variables)).toBe(problem));
});

describe("members", () => {
  test.each<[string, Value]>([
    ["map.a", 1],
    ["map['a']", 1],
    ["map['b c']", 2],
    ["map['a' ~ '']", 1],
    ["list[0]", 1],
    ["list[-1]", 3],
    ["list.0", 1],
    ["[[1, 2], [3]][0][1]", 2],
    ["[[1, 2], [3]].0.1", 2],
    ["name[0]", "n"],
    ["'a😀b'[1]", "😀"],
    ["list[1:]", [2, 3]],
    ["list[:-1]", [1, 2]],
    ["list[::-1]", [3, 2, 1]],
    ["list[2:0:-1]", [3, 2]],
    ["list[-4:2]", [1, 2]],
    ["list[::2]", [1, 3]],
    ["list[5:]", []],
    ["list[:]", [1, 2, 3]],
    ["name[1:]", "eo"],
    ["name[::-1]", "oen"],
    ["{'a': none}.a", null],
    ["[none][0]", null],
    ["[none, 1][::1]", [null, 1]],
  ])("%s", (text, value) => expect(valueOfText(text, variables)).toEqual(value));

  test.each([
    ["list['a']", '1:1 RB2002 `list` is a list and has no "a"'],
    ["list[true]", "1:1 RB2003 an index of `list` takes a whole number, not a boolean"],
    ["map[[1]]", "1:1 RB2003 a key of `map` takes text, not a list"],
    ["list[::0]", "1:1 RB2003 a slice takes a step other than zero, not a number"],
    ["list['a':]", "1:1 RB2003 a slice takes a whole number, not text"],
    ["map[1:]", "1:1 RB2003 a slice takes a list or text, not a mapping"],
  ])("%s is refused", (text, problem) => expect(problemOfText(text, variables)).toBe(problem));
});
