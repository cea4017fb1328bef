import type { Span } from "../source/span.ts";

/** Text to parse and the way back to its file: what a `LocatedScalar` is. Only text from files becomes templates. */
export interface SourceText {
  readonly text: string;
  readonly span: Span;
  /** The place of `text.slice(start, end)`. */
  spanWithin(start: number, end: number): Span;
}
