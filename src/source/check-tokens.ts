import { Lexer } from "yaml";
import { problem } from "../problems/problem.ts";
import type { SourceFile } from "./span.ts";

const mostTokens = 1_000_000;
const mostStumbles = 1000;

/** What the lexer says between tokens; none of it stands in the file. */
const signals: ReadonlySet<string> = new Set(["\x02", "\x18", "\x1f"]);

/**
 * Refuses a YAML text before the parser makes much of each of its words, marks, blanks and line ends: RB1006 when there are more
 * than a million, RB1002 when there is no end of wrong escapes.
 */
export function checkTokens(file: SourceFile, shown: SourceFile): void {
  const { tokens, escapes } = atMost(file.text);
  if (tokens > mostTokens || escapes > mostStumbles) count(file, shown);
}

/** By character code: 1 for what a token can begin with, or end before. */
const marks = Uint8Array.from({ length: 128 }, (_, code) =>
  /[\s,:?[\]{}"'&*!|>#%@`-]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const [newline, backslash] = [10, 92];

/** Bounds that cost a glance at each character: a mark, or a run of the same, has at most a text and its signal beside it. */
function atMost(text: string): { readonly tokens: number; readonly escapes: number } {
  let runs = 1;
  let escapes = 0;
  let before = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === backslash) escapes += 1;
    else if (marks[code] === 1 && (code !== before || code === newline)) runs += 1;
    before = code;
  }
  return { tokens: 3 * runs, escapes };
}

function count(file: SourceFile, shown: SourceFile): void {
  let tokens = 0;
  let start = 0;
  let stumbles = 0;
  for (const token of new Lexer().lex(file.text)) {
    const at = { file: shown, start, end: Math.min(start + 1, shown.text.length) };
    if (++tokens > mostTokens) {
      const hint = "split the file; hosts and variables can be JSON, too, which may hold a million values";
      throw problem("RB1006", `the file has more than ${mostTokens} YAML tokens`, { at, hint });
    }
    if (token.startsWith('"')) stumbles += wrongEscapesIn(token);
    if (stumbles > mostStumbles) throw problem("RB1002", "a text has more wrong escapes than can be told", { at });
    if (!signals.has(token)) start += token.length;
  }
}

const anyEscape = /\\(?:([0abtnvfre "/\\N_LP\t\r\n]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})|[\s\S]|$)/g;

/** How many escapes of a double-quoted text YAML does not know. */
function wrongEscapesIn(token: string): number {
  let wrong = 0;
  if (token.includes("\\")) for (const [, known] of token.matchAll(anyEscape)) wrong += known === undefined ? 1 : 0;
  return wrong;
}
