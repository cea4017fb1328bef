import type { Palette } from "./palette.ts";
import { printable } from "./printable.ts";

const longestLine = 400;

/**
 * A unified diff (or the sentence that stands for one) as coloured, printable lines. CR at line ends shows as ␍ only where
 * some lines have it and some have not; very long lines are cut, and the line says by how much.
 */
export function diffLines(diff: string, paint: Palette): readonly string[] {
  const lines = diff.split("\n");
  const bare = usesCarriageReturns(lines) ? lines.map((line) => line.replace(/\r$/, "")) : lines;
  return bare.map((line) => styleOf(line, paint)(printable(shortened(line))));
}

function usesCarriageReturns(lines: readonly string[]): boolean {
  const text = lines.filter((line, index) => /^[-+ ]/.test(line) && !lines[index + 1]?.startsWith("\\"));
  return text.length > 0 && text.every((line) => line.endsWith("\r"));
}

function styleOf(line: string, paint: Palette): (text: string) => string {
  if (line.startsWith("@@")) return paint.cyan;
  if (line.startsWith("+")) return paint.green;
  if (line.startsWith("-")) return paint.red;
  return line.startsWith("\\") ? paint.dim : (text) => text;
}

function shortened(line: string): string {
  if (line.length <= longestLine) return line;
  return `${line.slice(0, longestLine)}… (${line.length - longestLine} more characters)`;
}
