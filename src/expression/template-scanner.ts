import { problem } from "../problems/problem.ts";
import { tokenize } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";
import { readHeader } from "./template-header.ts";
import type { Token } from "./token.ts";

/** A piece of a template. Tokens of an output or statement end with their delimiter. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output" | "statement"; readonly tokens: readonly Token[]; readonly start: number };

/** How white space and backslashes are treated; what is left out is Ansible's way, in values and files alike. */
export interface TemplateOptions {
  /** The line end after a statement or comment belongs to it; true when left out. */
  readonly trimBlocks?: boolean;
  /** Blanks between the begin of a line and a statement or comment belong to it; false when left out. */
  readonly lstripBlocks?: boolean;
  /** In texts between `{{` and `}}`, two backslashes are two, as in Ansible's playbooks (in its templates they are one). */
  readonly keepBackslashes?: boolean;
}

/** What is taken away from the begin of the next text. */
type Trim = "space" | "line end" | "nothing";

const rawBegin = /\{%[-+]?\s*raw\s*(-?)%\}/y;
const rawEnd = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

/** Text, outputs and statements in their order; white space is trimmed as the delimiters say. RB2001. */
export function scanTemplate(source: SourceText, given: TemplateOptions): readonly Piece[] {
  const { text } = source;
  const header = readHeader(source);
  const options = { ...given, ...header.options };
  const { trimBlocks = true } = options;
  const pieces: Piece[] = [];
  let place = header.end;
  let trim: Trim = "nothing";
  const after = (sign: string): Trim => (sign === "-" ? "space" : sign === "" && trimBlocks ? "line end" : "nothing");
  while (place < text.length) {
    const begin = openerAt(text, place);
    const before = trimmed(text.slice(place, begin), trim);
    pieces.push({ kind: "text", text: endTrimmed(before, source, { begin, options }) });
    if (begin >= text.length) break;
    const next = readTag(source, begin, options);
    pieces.push(...next.pieces);
    place = next.end;
    trim = next.isOutput ? (next.sign === "-" ? "space" : "nothing") : after(next.sign);
  }
  return pieces.filter((piece) => piece.kind !== "text" || piece.text !== "");
}

interface Tag {
  readonly pieces: readonly Piece[];
  readonly end: number;
  /** The `-` or `+` of its end. */
  readonly sign: string;
  readonly isOutput: boolean;
}

function readTag(source: SourceText, begin: number, { keepBackslashes = false }: TemplateOptions): Tag {
  const { text } = source;
  if (text[begin + 1] === "#") return readComment(source, begin);
  rawBegin.lastIndex = begin;
  const raw = rawBegin.exec(text);
  if (raw) return readRaw(source, { begin, from: begin + raw[0].length, sign: raw[1] ?? "" });
  const isOutput = text[begin + 1] === "{";
  const from = begin + (/[-+]/.test(text.charAt(begin + 2)) ? 3 : 2);
  const until = isOutput ? "}}" : "%}";
  const tokens = tokenize(source, { from, until, opener: begin, keepBackslashes: isOutput && keepBackslashes });
  const close = tokens.at(-1);
  const kind = isOutput ? "output" : "statement";
  const sign = close?.text.length === 3 ? close.text.charAt(0) : "";
  return { pieces: [{ kind, tokens, start: begin }], end: close?.end ?? text.length, sign, isOutput };
}

function readComment(source: SourceText, begin: number): Tag {
  const close = source.text.indexOf("#}", begin + 2);
  if (close === -1) throw unclosed(source, begin, '"{#" is never closed with "#}"');
  const sign = source.text.charAt(close - 1);
  const marked = close - 1 > begin + 1 && (sign === "-" || sign === "+");
  return { pieces: [], end: close + 2, sign: marked ? sign : "", isOutput: false };
}

/** What stands between `{% raw %}` and `{% endraw %}`, as text. */
function readRaw(source: SourceText, raw: { begin: number; from: number; sign: string }): Tag {
  rawEnd.lastIndex = raw.from;
  const close = rawEnd.exec(source.text);
  if (!close) throw unclosed(source, raw.begin, '"{% raw %}" is never closed with "{% endraw %}"');
  const inner = source.text.slice(raw.from, close.index);
  const begun = raw.sign === "-" ? inner.trimStart() : inner;
  const text = close[1] === "-" ? begun.trimEnd() : begun;
  return {
    pieces: [{ kind: "text", text }],
    end: close.index + close[0].length,
    sign: close[2] ?? "",
    isOutput: false,
  };
}

function openerAt(text: string, place: number): number {
  for (let found = text.indexOf("{", place); found !== -1; found = text.indexOf("{", found + 1)) {
    const next = text[found + 1];
    if (next === "{" || next === "%" || next === "#") return found;
  }
  return text.length;
}

function trimmed(text: string, trim: Trim): string {
  if (trim === "space") return text.trimStart();
  return trim === "line end" ? text.replace(/^\r?\n/, "") : text;
}

/** The text before a tag without what belongs to the tag: white space before a `-`, blanks that begin its line. */
function endTrimmed(
  before: string,
  { text }: SourceText,
  { begin, options }: { begin: number; options: TemplateOptions },
): string {
  const sign = text[begin + 2];
  if (sign === "-") return before.trimEnd();
  const belongs = options.lstripBlocks === true && text[begin + 1] !== "{" && begin < text.length && sign !== "+";
  if (!belongs) return before;
  let blanks = 0;
  while (text[begin - blanks - 1] === " " || text[begin - blanks - 1] === "\t") blanks += 1;
  const beginsItsLine = begin === blanks || text[begin - blanks - 1] === "\n";
  return beginsItsLine ? before.slice(0, Math.max(0, before.length - blanks)) : before;
}

function unclosed(source: SourceText, begin: number, message: string) {
  return problem("RB2001", message, { at: source.spanWithin(begin, begin + 2) });
}
