import { describe, expect, test } from "vitest";
import { scopeOf } from "../../../src/expression/scope.ts";
import { Unknown } from "../../../src/expression/unknown.ts";
import { valueFromJson, valueMap } from "../../../src/expression/value.ts";
import { loopItems } from "../../../src/runbook/loop-items.ts";
import type { Loop } from "../../../src/runbook/model.ts";

const span = { file: { name: "x", text: "" }, start: 0, end: 0 };
const nothing = scopeOf(valueMap([]));

function items(form: Loop["form"], value: unknown): unknown {
  const source = { kind: "constant" as const, value: valueFromJson(value), span };
  const found = loopItems({ source, form, variable: "item" }, nothing);
  return found instanceof Unknown ? found : JSON.parse(JSON.stringify(found));
}

describe("the items of a loop", () => {
  test.for<[Loop["form"], unknown, unknown]>([
    ["list", [1, [2, 3]], [1, [2, 3]]],
    ["items", [1, [2, [3]]], [1, 2, [3]]],
    ["items", "one", ["one"]],
    [
      "dict",
      { a: 1, b: { c: 2 } },
      [
        { key: "a", value: 1 },
        { key: "b", value: { c: 2 } },
      ],
    ],
    [
      "nested",
      [
        ["a", "b"],
        [1, 2],
      ],
      [
        ["a", 1],
        ["a", 2],
        ["b", 1],
        ["b", 2],
      ],
    ],
    ["nested", [["a"], "x"], [["a", "x"]]],
    ["nested", [["a"], []], []],
    ["sequence", "4", ["1", "2", "3", "4"]],
    ["sequence", "2-8/3", ["2", "5", "8"]],
    ["sequence", "2-3:web%02d", ["web02", "web03"]],
    ["sequence", "start=0 end=32 stride=16 format=%04x", ["0000", "0010", "0020"]],
    ["sequence", "start=5 end=1 stride=-2", ["5", "3", "1"]],
    ["sequence", "count=3 start=10 stride=5", ["10", "15", "20"]],
    ["sequence", { start: 1, end: 2, format: "h%d" }, ["h1", "h2"]],
    ["sequence", "start=0x0f end=0x10 format=%X", ["F", "10"]],
  ])("%s %j", ([form, value, expected]) => {
    expect(items(form, value)).toEqual(expected);
  });

  test.for<[Loop["form"], unknown, string]>([
    ["list", "one", '"loop" must be a list'],
    ["dict", ["a"], '"with_dict" must be a mapping'],
    ["nested", { a: 1 }, '"with_nested" must be a list of lists'],
    ["sequence", "5-1", "from 5 to 1 there is no way in steps of 1"],
    ["sequence", "start=1", 'it needs either "end" or "count"'],
    ["sequence", "end=x", '"x" is no whole number'],
    ["sequence", "end=3 format=%s%d", '"%s%d" is no format like web%02d'],
    ["sequence", "from=1 end=3", 'it has no "from"'],
    ["sequence", "end=999999999", "more than 100000 items"],
  ])("%s %j is refused", ([form, value, message]) => {
    expect(() => items(form, value)).toThrow(message);
  });

  test("an item that only a run can tell may be a list, where lists are taken apart", () => {
    const unknown = new Unknown("known after: ask");
    const source = {
      kind: "list" as const,
      span,
      items: [{ kind: "constant" as const, value: unknown, span }],
    };
    expect(loopItems({ source, form: "items", variable: "item" }, nothing)).toBe(unknown);
    expect(loopItems({ source, form: "list", variable: "item" }, nothing)).toEqual([unknown]);
  });
});
