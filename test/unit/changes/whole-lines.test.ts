import { expect, test } from "vitest";
import { wholeLines } from "../../../src/changes/whole-lines.ts";

const secret = "correct-horse-battery";
const lines = `${secret}\n`.repeat(43_000);
const gap = (bytes: number) => `\n[${bytes} bytes are left out here; all 9 bytes have the SHA-256 ab]\n`;

test.each([1, 5, 20, 21])("what is left of lines beside a gap is left out, too (%i characters)", (count) => {
  const cut = lines.slice(0, count - 22) + gap(1000) + lines.slice(count);
  const kept = wholeLines(cut);
  expect(kept.replaceAll(`${secret}\n`, "")).toBe(gap(1000 + count + (22 - count)));
});

test("of very long lines 4 KiB go on both sides", () => {
  const line = "x".repeat(500_000);
  expect(wholeLines(line + gap(1) + line)).toBe(line.slice(4096) + gap(8193) + line.slice(4096));
});

test("what only quotes such a line stays as it is", () => {
  const short = `a${gap(1)}b\n`;
  expect(wholeLines(short)).toBe(short);
  expect(wholeLines(lines)).toBe(lines);
});
