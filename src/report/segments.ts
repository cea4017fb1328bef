import { clip, displayWidth } from "./display-width.ts";
import type { Style } from "./palette.ts";

/** A piece of a line: printable text and, where it has one, its colour. */
export type Segment = readonly [text: string, style?: Style | undefined];

/** The pieces of one line. */
export type Line = readonly Segment[];

/** The pieces as one line that takes at most so many columns; colours never count and are never cut. */
export function lineOf(columns: number, segments: Line): string {
  let left = columns;
  let line = "";
  for (const [text, style] of segments) {
    const shown = clip(text, left);
    line += style === undefined ? shown : style(shown);
    left -= displayWidth(shown);
    if (shown !== text) break;
  }
  return line;
}
