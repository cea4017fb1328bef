import { expect, test } from "vitest";
import { OutputCapture } from "../../../src/transport/captured-output.ts";

function captured(cap: number, ...chunks: readonly string[]) {
  const capture = new OutputCapture(cap);
  for (const chunk of chunks) capture.take(Buffer.from(chunk));
  const { head, tail, bytes } = capture.captured();
  return [Buffer.from(head).toString(), Buffer.from(tail).toString(), bytes];
}

test.each([
  [
    ["", ""],
    ["", "", 0],
  ],
  [["abc"], ["abc", "", 3]],
  [
    ["abcde", "fgh"],
    ["abcdefgh", "", 8],
  ],
  [
    ["abcde", "fghi"],
    ["abcd", "fghi", 9],
  ],
  [
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"],
    ["abcd", "ghij", 10],
  ],
  [["abcdefghijklmnop"], ["abcd", "mnop", 16]],
  [
    ["abcdefghijklmnop", "q"],
    ["abcd", "nopq", 17],
  ],
])("with a cap of 8, %j is kept as %j", (chunks, expected) => {
  expect(captured(8, ...chunks)).toEqual(expected);
});
