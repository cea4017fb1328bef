import { quote } from "../changes/quote.ts";

/** A command of ours as it can be typed into a shell. */
export function typedLine(words: readonly string[]): string {
  return ["runbook", ...words].map(bare).join(" ");
}

function bare(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quote(word);
}
