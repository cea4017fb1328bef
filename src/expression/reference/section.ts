import type { Value } from "../value.ts";

/** What a filter, test, lookup, function or method does: a sentence or two, and an example with what it gives. */
export type Note = readonly [says: string, example: string, gives: Value];

/** Notes that belong together on the reference page, by name. */
export interface Section {
  readonly title: string;
  readonly notes: Readonly<Record<string, Note>>;
}
