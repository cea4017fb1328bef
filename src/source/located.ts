import type { Span } from "./span.ts";

/** A YAML node that remembers its place. */
export type Located = LocatedScalar | LocatedList | LocatedMap;

/** A scalar; `source` is its text as written, without quotes; `quoted` tells `"1"` from `1` (block scalars count as quoted). */
export interface LocatedScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly source: string;
  readonly quoted: boolean;
  readonly tag?: string;
  readonly span: Span;
  /** The place of `value.slice(start, end)` in the file; the whole scalar where escapes or folding hide it. */
  spanWithin(start: number, end: number): Span;
}

/** A sequence. */
export interface LocatedList {
  readonly kind: "list";
  readonly items: readonly Located[];
  readonly span: Span;
}

/** One key of a mapping. */
export interface LocatedEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Located;
}

/** A mapping with string keys, in file order, without duplicates. */
export interface LocatedMap {
  readonly kind: "map";
  readonly entries: readonly LocatedEntry[];
  readonly span: Span;
}

/** The entry of a key, if it is there. */
export function entryOf(map: LocatedMap, key: string): LocatedEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}
