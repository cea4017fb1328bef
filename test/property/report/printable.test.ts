import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../../src/report/printable.ts";

const control = fc.constantFrom(
  "\x1b[2J",
  "\x1b]52;c;eA==\x07",
  "\x9d0;x\x9c",
  "\r",
  "\x08",
  "\u2066",
  "\uDC00",
  "\u2028",
);
const hostile = fc
  .array(fc.oneof(control, fc.string({ unit: "binary" }), fc.string()), { maxLength: 20 })
  .map((parts) => parts.join(""));

test("nothing that steers a terminal or cannot be seen gets through, and it cannot be shown twice as something else", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/);
      expect(Buffer.from(shown).toString()).toBe(shown);
      expect(printable(shown)).toBe(shown);
    }),
    { numRuns: 500 },
  );
});

test("nothing is dropped: every character leaves at least one", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect([...printable(text)].length).toBeGreaterThanOrEqual([...text].length);
    }),
  );
});
