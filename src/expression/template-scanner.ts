import { problem } from "../problems/problem.ts";
import { tokenize } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";
import type { Token } from "./token.ts";

/** A piece of a template. Tokens of an output or statement end with their delimiter. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output" | "statement"; readonly tokens: readonly Token[]; readonly start: number };

/** `trimBlocks`: the line end after a statement or comment belongs to it (Ansible's way, in values and files alike). */
export interface TemplateOptions {
  readonly trimBlocks?: boolean;
}

/** What is taken away from the begin of the next text. */
type Trim = "space" | "line end" | "nothing";

const rawBegin = /\{%[-+]?\s*raw\s*(-?)%\}/y;
const rawEnd = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g;

/** Text, outputs and statements in their order; white space is trimmed as the delimiters say. RB2001. */
export function scanTemplate(source: SourceText, { trimBlocks = true }: TemplateOptions): readonly Piece[] {
  const { text } = source;
  const pieces: Piece[] = [];
  let place = 0;
  let trim: Trim = "nothing";
  const after = (sign: string): Trim => (sign === "-" ? "space" : sign === "" && trimBlocks ? "line end" : "nothing");
  while (place < text.length) {
    const begin = openerAt(text, place);
    const before = trimmed(text.slice(place, begin), trim);
    pieces.push({ kind: "text", text: text[begin + 2] === "-" ? before.trimEnd() : before });
    if (begin >= text.length) break;
    const next = readTag(source, begin);
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

function readTag(source: SourceText, begin: number): Tag {
  const { text } = source;
  if (text[begin + 1] === "#") return readComment(source, begin);
  rawBegin.lastIndex = begin;
  const raw = rawBegin.exec(text);
  if (raw) return readRaw(source, { begin, from: begin + raw[0].length, sign: raw[1] ?? "" });
  const isOutput = text[begin + 1] === "{";
  const from = begin + (/[-+]/.test(text.charAt(begin + 2)) ? 3 : 2);
  const tokens = tokenize(source, { from, until: isOutput ? "}}" : "%}", opener: begin });
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

function unclosed(source: SourceText, begin: number, message: string) {
  return problem("RB2001", message, { at: source.spanWithin(begin, begin + 2) });
}
