import type { LocatedScalar } from "./located.ts";
import type { SourceFile, Span } from "./span.ts";

/** How a scalar is written: as it is, between quotes, or as a block after `|` or `>`. */
export type ScalarStyle = "plain" | "quoted" | "block";

/** What is known of a scalar when it is read. `text` is what positions count in; the value's text for strings. */
export interface ScalarParts {
  readonly value: LocatedScalar["value"];
  readonly text: string;
  readonly style: ScalarStyle;
  readonly span: Span;
  readonly tag?: string | undefined;
  /** The file's real text, when the span's file is a masked one of the same length. */
  readonly real?: SourceFile | undefined;
}

/** A run of characters that stands in the file as it stands in the value. */
interface Piece {
  readonly at: number;
  readonly start: number;
  readonly length: number;
}

/** A scalar that finds its parts again in the file; the search is done when someone asks. */
export function locatedText({ value, text, style, span, tag, real }: ScalarParts): LocatedScalar {
  let pieces: readonly Piece[] | undefined;
  return {
    kind: "scalar",
    value,
    source: text,
    quoted: style !== "plain",
    ...(tag !== undefined && { tag }),
    span,
    spanWithin(start, end) {
      pieces ??= piecesOf(text, style, { ...span, file: real ?? span.file }) ?? [];
      if (pieces.length === 0) return span;
      const from = offsetOf(pieces, start);
      return { file: span.file, start: from, end: end > start ? offsetOf(pieces, end - 1) + 1 : from };
    },
  };
}

/** The pieces of a value in the order of the file; `undefined` where escapes hide them. */
function piecesOf(value: string, style: ScalarStyle, { file, start, end }: Span): readonly Piece[] | undefined {
  const inset = style === "quoted" ? 1 : 0;
  const begin = style === "block" ? file.text.indexOf("\n", start) + 1 : start + inset;
  const lines = file.text.slice(begin, end - inset).split("\n");
  const indent = style === "block" ? indentOf(value, lines) : undefined;
  const pieces: Piece[] = [];
  let at = 0;
  let offset = begin;
  for (const [index, line] of lines.entries()) {
    const content = contentOf(line, { indent, first: index === 0, last: index === lines.length - 1 });
    if (!value.startsWith(content.text, at)) return undefined;
    pieces.push({ at, start: offset + content.skipped, length: content.text.length });
    at += content.text.length;
    if (at === value.length) return pieces;
    if (value[at] === "\n" || value[at] === " ") at += 1;
    offset += line.length + 1;
  }
  return at >= value.length ? pieces : undefined;
}

/** How many characters of indentation the lines of a block lose: the first line with content tells. */
function indentOf(value: string, lines: readonly string[]): number {
  const content = value.replace(/^\n+/, "");
  const first = (lines.find((line) => line.trim() !== "") ?? "").replace(/\r$/, "");
  let indent = 0;
  while (indent < first.length && !content.startsWith(first.slice(indent))) indent += 1;
  return indent;
}

function contentOf(line: string, how: { indent: number | undefined; first: boolean; last: boolean }) {
  const bare = line.replace(/\r$/, "");
  if (how.indent !== undefined) return { text: bare.slice(how.indent), skipped: Math.min(how.indent, bare.length) };
  const begun = how.first ? bare : bare.replace(/^[ \t]+/, "");
  return { text: how.last ? begun : begun.replace(/[ \t]+$/, ""), skipped: bare.length - begun.length };
}

/** Where a character of the value stands; a folded line end stands at the end of its line. */
function offsetOf(pieces: readonly Piece[], index: number): number {
  let offset = 0;
  for (const piece of pieces) {
    if (piece.at > index) break;
    offset = piece.start + Math.min(index - piece.at, piece.length);
  }
  return offset;
}
