import { expect, test } from "vitest";
import { visible } from "../../../src/transport/visible.ts";

test.each([
  ["plain text", "plain text"],
  ["two\r\nlines\n", "two; lines"],
  ["\u001b]0;title\u0007\u001b[31mred", "\\x1b]0;title\\x07\\x1b[31mred"],
  ["c1 \u009b and bidi \u202e and zero \u200b", "c1 \\x9b and bidi \\u{202e} and zero \\u{200b}"],
  ["a\tb", "a b"],
])("%j is shown as %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("long text is cut, bytes that are no text are marked", () => {
  expect(visible("x".repeat(1_000), 5)).toBe("xxxxx...");
  expect(visible(Uint8Array.of(0xff, 0x41))).toBe("\ufffdA");
});
