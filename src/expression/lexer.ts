import { problem } from "../problems/problem.ts";
import { slipHint } from "./slips.ts";
import type { SourceText } from "./source-text.ts";
import { readString } from "./string-literal.ts";
import type { Token } from "./token.ts";

/** The part of a text to read: from where, the delimiter that ends it (outside brackets; without one, all), and where it was opened. */
export interface Extent {
  readonly from: number;
  readonly until?: "}}" | "%}";
  readonly opener?: number;
  /** Two backslashes in a text are two. */
  readonly keepBackslashes?: boolean;
}

const spaces = /\s+/y;
const names = /[\p{L}_][\p{L}\p{N}_]*/uy;
const numbers = /0x[0-9a-fA-F]+|(?:0|[1-9](?:_?\d)*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const places = /\d+/y;
const signs = /\*\*|\/\/|==|!=|<=|>=|[-+*/%~|.,:()[\]{}=<>]/y;
const closers: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/**
 * The tokens of an expression. The last has the kind "end" and stands on the delimiter, with its `-` or `+` if it has one.
 * RB2001 for characters that mean nothing, strings and templates that are never closed.
 */
export function tokenize(source: SourceText, extent: Extent): readonly Token[] {
  const { from, until, opener = from, keepBackslashes = false } = extent;
  const { text } = source;
  const tokens: Token[] = [];
  const open: Token[] = [];
  let place = from;
  while (true) {
    place = matchAt(spaces, text, place)?.end ?? place;
    const end = open.length === 0 ? endAt(text, place, until) : undefined;
    if (end !== undefined) return [...tokens, { kind: "end", text: text.slice(place, end), start: place, end }];
    if (place >= text.length) break;
    const afterPoint = tokens.at(-1)?.text === "." && tokens.at(-1)?.kind === "sign";
    const token = tokenAt(source, place, { afterPoint, keepBackslashes });
    if (token.kind === "string" && until === undefined) refuseTemplateIn(source, token);
    if (token.kind === "sign") trackBrackets(source, open, token);
    tokens.push(token);
    place = token.end;
  }
  if (until === undefined) return [...tokens, { kind: "end", text: "", start: text.length, end: text.length }];
  throw problem("RB2001", `"${text.slice(opener, opener + 2)}" is never closed with "${until}"`, {
    at: source.spanWithin(opener, opener + 2),
  });
}

function tokenAt(
  source: SourceText,
  place: number,
  { afterPoint, keepBackslashes }: { afterPoint: boolean; keepBackslashes: boolean },
): Token {
  const { text } = source;
  if (text.startsWith("{{", place) || text.startsWith("{%", place)) throw nestedTemplate(source, place);
  const quote = text[place];
  if (quote === "'" || quote === '"') return readString(source, place, keepBackslashes);
  const name = matchAt(names, text, place);
  if (name) return { kind: "name", ...name };
  const number = matchAt(afterPoint ? places : numbers, text, place);
  if (number && !afterPoint) refuseLooseDigits(source, number.end);
  if (number) return { kind: "number", ...number };
  const slip = slipHint(text, place);
  const sign = slip === undefined ? matchAt(signs, text, place) : undefined;
  if (sign) return { kind: "sign", ...sign };
  const written = slip?.written ?? String.fromCodePoint(text.codePointAt(place) ?? 0);
  throw problem("RB2001", `"${written}" has no meaning here`, {
    at: source.spanWithin(place, place + written.length),
    hint: slip?.hint,
  });
}

/** Where the text ends, or where the delimiter that stands here does. */
function endAt(text: string, place: number, until: Extent["until"]): number | undefined {
  if (until === undefined) return undefined;
  if (text.startsWith(until, place)) return place + until.length;
  const marked = (text[place] === "-" || text[place] === "+") && text.startsWith(until, place + 1);
  return marked ? place + 1 + until.length : undefined;
}

function trackBrackets(source: SourceText, open: Token[], token: Token): void {
  if (closers.has(token.text)) open.push(token);
  if (![")", "]", "}"].includes(token.text)) return;
  const opener = open.pop();
  if (opener === undefined || closers.get(opener.text) === token.text) return;
  throw problem("RB2001", `"${opener.text}" is not closed before "${token.text}"`, {
    at: source.spanWithin(opener.start, opener.end),
    hint: `write "${closers.get(opener.text)}" where it ends`,
  });
}

function refuseLooseDigits(source: SourceText, end: number): void {
  if (!/[\p{L}\p{N}_]/u.test(source.text.charAt(end))) return;
  throw problem("RB2001", "a number ends in characters that do not belong to it", {
    at: source.spanWithin(end, end + 1),
    hint: "write text, such as the mode '0644', between quotes",
  });
}

/** Ansible evaluates what stands between braces in a text of a condition; here the text would be compared as it stands. */
function refuseTemplateIn(source: SourceText, { start, end }: Token): void {
  const text = source.text.slice(start, end);
  const found = text.search(/\{[{%]/);
  const isClosed = found >= 0 && text.includes(text[found + 1] === "{" ? "}}" : "%}", found);
  if (isClosed) throw nestedTemplate(source, start + found, " and without the quotes around them");
}

function nestedTemplate(source: SourceText, place: number, more = "") {
  const inner = /^\{\{\s*(.{1,60}?)\s*\}\}/s.exec(source.text.slice(place, place + 80))?.[1];
  return problem("RB2001", `"${source.text.slice(place, place + 2)}" cannot stand inside an expression`, {
    at: source.spanWithin(place, place + 2),
    hint: inner === undefined ? "write the name without braces" : `write ${inner} without braces${more}`,
  });
}

function matchAt(pattern: RegExp, text: string, place: number) {
  pattern.lastIndex = place;
  const found = pattern.exec(text)?.[0];
  return found === undefined ? undefined : { text: found, start: place, end: place + found.length };
}
