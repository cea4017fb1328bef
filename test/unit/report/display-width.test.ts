import { expect, test } from "vitest";
import { clip, displayWidth, pad } from "../../../src/report/display-width.ts";
import { hostList } from "../../../src/report/host-list.ts";
import { sharedPath } from "../../../src/report/shared-path.ts";
import { spanOfTime } from "../../../src/report/wording.ts";

test("East Asian characters and emoji take two columns, combining marks none", () => {
  expect(["abc", "日本", "😀", "e\u0301", "─"].map(displayWidth)).toEqual([3, 4, 2, 1, 1]);
});

test("a text is cut to the columns there are, and padded to them", () => {
  expect(clip("abcdef", 6)).toBe("abcdef");
  expect(clip("abcdef", 4)).toBe("abc…");
  expect(clip("日本語", 4)).toBe("日…");
  expect(clip("abc", 0)).toBe("");
  expect(pad("日本", 6)).toBe("日本  ");
});

test("few hosts are all named, of many the first", () => {
  expect(hostList(["a", "b"])).toBe("a, b");
  expect(hostList(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c, d, e, f");
  expect(hostList(["a", "b", "c", "d", "e", "f", "g"])).toBe("a, b, c and 4 more");
});

test("paths are one where they agree", () => {
  expect(sharedPath(["/etc/x"])).toBe("/etc/x");
  expect(sharedPath(["/a/1/x", "/a/2/x", "/a/3/x"])).toBe("/a/*/x");
  expect(sharedPath(["/home/a/conf/x", "/usr/local/b/conf/x"])).toBe("/…/conf/x");
});

test("time is told as people tell it", () => {
  expect([840, 12_000, 185_000, 7_440_000].map(spanOfTime)).toEqual(["0.8 s", "12 s", "3 min 5 s", "2 h 4 min"]);
});
