import type { XmlEvent } from "./xml-document.ts";

/** One edit: `text` comes in the place of what stands from `start` to `end`; nothing else in the file is touched. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly expected: Expectation;
}

/** What a strict reader will see afterwards: `events` in the place of those from `from` to `to`, all else as before. */
export interface Expectation {
  readonly from: number;
  readonly to: number;
  readonly events: readonly XmlEvent[];
  /** White space between elements may differ too. */
  readonly layout: boolean;
}
