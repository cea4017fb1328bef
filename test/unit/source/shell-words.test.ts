import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWords } from "../../../src/source/shell-words.ts";

const words = (line: string) => shellWords(line, { comments: false })?.map((word) => word.text);

test.each(["a b", "a='x y' b", `a="it's" c`, "a\\ b c", `"a\\"b" '\\n'`, "''", "x''y", "\\#a"])(
  "%s is split as sh splits it",
  (line) => {
    const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
    expect(words(line)).toEqual(printed.split("\0").slice(0, -1));
  },
);

test("comments are cut where they are wanted", () => {
  expect(shellWords("a b#c d", { comments: true })?.map((word) => word.text)).toEqual(["a", "b"]);
  expect(words("a b#c #d")).toEqual(["a", "b#c", "#d"]);
});

test("a quote that is not closed is no list of words", () => {
  expect(words("a 'b")).toBeUndefined();
});

test("words know their place, quotes included", () => {
  expect(shellWords(" a='b c' d", { comments: false })).toEqual([
    { text: "a=b c", start: 1, end: 8 },
    { text: "d", start: 9, end: 10 },
  ]);
});
