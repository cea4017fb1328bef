import { problem } from "../problems/problem.ts";
import type { SourceText } from "./source-text.ts";
import type { Token } from "./token.ts";

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
]);

/**
 * The string that begins with the quote at a place. Escapes are Python's: `\n \t \r \\ \' \" \xHH \uHHHH`; a backslash
 * before anything else is a backslash, so that regular expressions can be written. With `keepBackslashes`, two backslashes stay two.
 * RB2001 when it is never closed.
 */
export function readString(source: SourceText, start: number, keepBackslashes = false): Token {
  const { text } = source;
  const quote = text[start];
  let value = "";
  let place = start + 1;
  while (place < text.length && text[place] !== quote) {
    const [piece, length] = text[place] === "\\" ? escapeAt(text, place, keepBackslashes) : [text.charAt(place), 1];
    value += piece;
    place += length;
  }
  if (place < text.length) return { kind: "string", text: value, start, end: place + 1 };
  throw problem("RB2001", "a string is never closed", {
    at: source.spanWithin(start, start + 1),
    hint: `write ${quote} where it ends`,
  });
}

function escapeAt(text: string, place: number, keepBackslashes: boolean): readonly [string, number] {
  if (keepBackslashes && text[place + 1] === "\\") return ["\\\\", 2];
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(text.slice(place, place + 6));
  if (code) return [String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? "0", 16)), code[0].length];
  const plain = escapes.get(text.charAt(place + 1));
  return plain === undefined ? ["\\", 1] : [plain, 2];
}
