import { describe, expect, test } from "vitest";
import { batchSizes } from "../../../src/rollout/batch-sizes.ts";
import { batchesOf } from "../../../src/rollout/batches.ts";
import { percentageOf } from "../../../src/rollout/percentage.ts";
import { tooManyFailed } from "../../../src/rollout/too-many-failed.ts";

const at = { file: { name: "x", text: "" }, start: 0, end: 0 };
const ten = Array.from({ length: 10 }, (_, index) => index);
const lengths = (serial: string | number | readonly (string | number)[]) =>
  batchesOf(ten, batchSizes(serial, at)).map(({ length }) => length);

describe("batches", () => {
  test.for<[string | number | readonly (string | number)[], readonly number[]]>([
    [3, [3, 3, 3, 1]],
    ["4", [4, 4, 2]],
    ["30%", [3, 3, 3, 1]],
    ["1%", Array(10).fill(1)],
    [
      [1, "50%", 3],
      [1, 5, 3, 1],
    ],
    [
      [1, "100%"],
      [1, 9],
    ],
    [20, [10]],
  ])("of ten hosts, serial %j", ([serial, expected]) => {
    expect(lengths(serial)).toEqual(expected);
  });

  test("hold every host once, in order", () => {
    expect(batchesOf(ten, batchSizes([1, 4], at)).flat()).toEqual(ten);
    expect(batchesOf([], batchSizes(1, at))).toEqual([]);
  });

  test.for([0, -1, "0%", "101%", "some", true, [], [2, "x"], 1.5])("serial %j is refused", (serial) => {
    expect(() => batchSizes(serial, at)).toThrow("serial");
  });
});

describe("how many may fail", () => {
  test("as many percent as are said, and not one more", () => {
    expect(tooManyFailed({ hosts: 10, failed: 3, percentage: 30 })).toBe(false);
    expect(tooManyFailed({ hosts: 10, failed: 4, percentage: 30 })).toBe(true);
    expect(tooManyFailed({ hosts: 10, failed: 1, percentage: 0 })).toBe(true);
    expect(tooManyFailed({ hosts: 10, failed: 0, percentage: 0 })).toBe(false);
    expect(tooManyFailed({ hosts: 10, failed: 10, percentage: 100 })).toBe(false);
  });

  test("all of them, where nothing is said", () => {
    expect(tooManyFailed({ hosts: 2, failed: 1, percentage: undefined })).toBe(false);
    expect(tooManyFailed({ hosts: 2, failed: 2, percentage: undefined })).toBe(true);
    expect(tooManyFailed({ hosts: 0, failed: 0, percentage: undefined })).toBe(false);
  });

  test("a percentage is a number up to 100", () => {
    expect([percentageOf(30, at), percentageOf("12.5%", at)]).toEqual([30, 12.5]);
    for (const wrong of [101, -1, "many", null]) expect(() => percentageOf(wrong, at)).toThrow("max_fail_percentage");
  });
});
