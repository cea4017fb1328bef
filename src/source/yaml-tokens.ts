import { Lexer } from "yaml";
import { problem } from "../problems/problem.ts";
import type { SourceFile } from "./span.ts";

const mostTokens = 1_000_000;
const mostStumbles = 1000;

/** What the lexer says between tokens; none of it stands in the file. */
const signals: ReadonlySet<string> = new Set(["\x02", "\x18", "\x1f"]);

/**
 * The words, marks, blanks and line ends of a YAML text: cheap to count before the parser makes much of each. RB1006 when
 * there are more than a million, RB1002 when there is no end of wrong escapes.
 */
export function yamlTokens(file: SourceFile, shown: SourceFile): readonly string[] {
  const tokens: string[] = [];
  let start = 0;
  let stumbles = 0;
  for (const token of new Lexer().lex(file.text)) {
    const at = { file: shown, start, end: Math.min(start + 1, shown.text.length) };
    if (tokens.push(token) > mostTokens) {
      const hint = "split the file; hosts and variables can be JSON, too, which may hold a million values";
      throw problem("RB1006", `the file has more than ${mostTokens} YAML tokens`, { at, hint });
    }
    if (token.startsWith('"')) stumbles += wrongEscapesIn(token);
    if (stumbles > mostStumbles) throw problem("RB1002", "a text has more wrong escapes than can be told", { at });
    if (!signals.has(token)) start += token.length;
  }
  return tokens;
}

const anyEscape = /\\(?:([0abtnvfre "/\\N_LP\t\r\n]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8})|[\s\S]|$)/g;

/** How many escapes of a double-quoted text YAML does not know. */
function wrongEscapesIn(token: string): number {
  let wrong = 0;
  if (token.includes("\\")) for (const [, known] of token.matchAll(anyEscape)) wrong += known === undefined ? 1 : 0;
  return wrong;
}
