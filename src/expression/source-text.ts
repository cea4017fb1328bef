import type { Span } from "../source/span.ts";

/** Text to parse and the way back to its file: what a `LocatedScalar` is. Only text from files becomes templates. */
export interface SourceText {
  readonly text: string;
  readonly span: Span;
  /** The place of `text.slice(start, end)`. */
  spanWithin(start: number, end: number): Span;
}

/** A whole file, or any text that is its own source, to parse. `name` is shown in messages. */
export function sourceText(name: string, text: string): SourceText {
  const file = { name, text };
  return { text, span: { file, start: 0, end: text.length }, spanWithin: (start, end) => ({ file, start, end }) };
}
