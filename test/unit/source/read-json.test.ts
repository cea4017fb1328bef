import { describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Located } from "../../../src/source/located.ts";
import { maskedFile } from "../../../src/source/masked-file.ts";
import { type JsonOptions, readJson } from "../../../src/source/read-json.ts";
import { placeOf } from "../../../src/source/span.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const read = (text: string, options?: JsonOptions) => readJson({ name: "x.json", text }, options);
const plain = (located: Located): unknown => JSON.parse(JSON.stringify(valueOfLocated(located)));

function mistake(text: string): string {
  try {
    read(text);
    return "fine";
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message, at }) => `${code} ${at ? placeOf(at) : "?"} ${message}`).join("\n");
  }
}

describe("JSON with places", () => {
  test.each([
    "{}",
    "[]",
    '{"a": [1, -2.5, 1e3, true, false, null, "t"], "b": {"c": {}}}',
    ' \r\n\t["\\u00e9\\ud83d\\ude00\\"\\\\\\/\\n", ""] ',
    '"text"',
    "0",
    '"\\\\"',
  ])("%s is what JSON.parse says", (text) => {
    expect(plain(read(text))).toEqual(JSON.parse(text));
  });

  test("keys and values know where they stand", () => {
    const located = read('{\n  "a": ["x", {"b": 17}]\n}');
    if (located.kind !== "map") throw new Error("no map");
    const [entry] = located.entries;
    expect(entry && placeOf(entry.keySpan)).toBe("x.json:2:3");
    const inner = entry?.value.kind === "list" ? entry.value.items[1] : undefined;
    const seventeen = inner?.kind === "map" ? inner.entries[0]?.value : undefined;
    expect(seventeen && placeOf(seventeen.span)).toBe("x.json:2:20");
    const text = entry?.value.kind === "list" ? entry.value.items[0] : undefined;
    expect(text?.kind === "scalar" && text.spanWithin(0, 1)).toMatchObject({ start: 11, end: 12 });
  });

  test("texts can be told to stay texts", () => {
    expect(read('"{{ x }}"', { unsafe: true })).toMatchObject({ tag: "!unsafe", value: "{{ x }}" });
    expect(read('"{{ x }}"')).not.toHaveProperty("tag");
  });

  test("messages can be kept from quoting the text", () => {
    const file = { name: "x.json", text: '{"password": hunter2}' };
    try {
      readJson(file, { shown: maskedFile(file) });
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      expect(error.problems[0]?.at?.file).toMatchObject({ masked: true });
      expect(JSON.stringify(error.problems)).not.toContain("hunter2");
    }
  });
});

describe("mistakes", () => {
  test.each([
    ["", "RB1002 x.json:1:1 the JSON is not valid: it ends too early: a value is expected here"],
    [
      "{",
      'RB1002 x.json:1:2 the JSON is not valid: it ends too early: a key in double quotes, or "}", is expected here',
    ],
    ['{"a": 1,}', 'RB1002 x.json:1:9 the JSON is not valid: nothing follows the "," before this'],
    ['{"a": 1 "b": 2}', 'RB1002 x.json:1:9 the JSON is not valid: a "," or "}" is expected here'],
    ["{'a': 1}", 'RB1002 x.json:1:2 the JSON is not valid: a key in double quotes, or "}", is expected here'],
    ['{"a" 1}', 'RB1002 x.json:1:6 the JSON is not valid: a ":" is expected here'],
    ['{"a":\n  NaN}', "RB1002 x.json:2:3 the JSON is not valid: a value is expected here"],
    ["[01]", "RB1002 x.json:1:2 the JSON is not valid: a value is expected here"],
    ["[1] 2", "RB1002 x.json:1:5 the JSON is not valid: nothing more is expected after the JSON value"],
    ['"abc', "RB1002 x.json:1:1 the JSON is not valid: the quote that opens here is never closed"],
    [
      '"a\nb"',
      "RB1002 x.json:1:1 the JSON is not valid: this text holds a line end or an escape that JSON does not know",
    ],
    [
      '"\\x41"',
      "RB1002 x.json:1:1 the JSON is not valid: this text holds a line end or an escape that JSON does not know",
    ],
    ["12345678901234567890", "RB1002 x.json:1:1 the number is too large to be kept exactly"],
    ['{"a": 1, "a": 2}', 'RB1003 x.json:1:10 the key "a" stands twice'],
    ['{"__proto__": 1}', 'RB1007 x.json:1:2 the key "__proto__" is not allowed'],
    ["[".repeat(20_000), "RB1006 x.json:1:101 it is nested more than 100 levels deep"],
  ])("%j", (text, expected) => {
    expect(mistake(text)).toBe(expected);
  });

  test("more values than anybody needs", () => {
    expect(mistake(`[${"1,".repeat(1_000_001)}1]`)).toMatch(/^RB1006 .* there are more than 1000000 values/);
  });
});
