import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import type { Regex, RegexMatch } from "./regex.ts";

/** What a match becomes: `\1`, `\g<1>` and `\g<name>` are groups, `\n`, `\t`, `\r` and `\\` characters. RB2003 for other escapes. */
export function expandReplacement(
  replacement: string,
  match: RegexMatch,
  { regex, at }: { regex: Regex; at: Span },
): string {
  return replacement.replace(/\\(?:g<(\w+)>|(\d{1,2})|([\s\S]?))/g, (whole, name, number, character) => {
    const group: unknown = name ?? number;
    if (typeof group === "string") return match.groups[regex.groupNumber(group)] ?? "";
    const plain = characters.get(String(character));
    if (plain !== undefined) return plain;
    if (/^\W$/.test(String(character))) return whole;
    throw problem("RB2003", `the replacement has the unknown escape "${whole}"`, { at });
  });
}

const characters: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);
