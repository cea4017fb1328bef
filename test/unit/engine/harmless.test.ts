import { expect, test } from "vitest";
import { harmless } from "../../../src/engine/harmless.ts";

test.each([
  ["no\x1b[2J entry", "no\\x1b[2J entry"],
  ["two\nlines\tand a tab", "two\nlines\tand a tab"],
  ["rubbed\x7f out\x9b, over\r", "rubbed\\x7f out\\x9b, over\\x0d"],
  ["turned \u202e round", "turned \\u{202e} round"],
  ["Grüße 👩‍💻", "Grüße 👩‍💻"],
])("%j is told as %j", (given, told) => {
  expect(harmless(given)).toBe(told);
});

test("a message is cut where nobody reads on", () => {
  expect(harmless("x".repeat(1_000_000)).length).toBe(10_003);
});

test("a cut leaves no part of a word: half a secret would not be known as one", () => {
  const told = harmless(`${"x".repeat(9_990)} s3cr3t-t0k3n-of-some-length`);
  expect(told).toBe(`${"x".repeat(9_990)} ...`);
});
