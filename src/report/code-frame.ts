import { lineOf, positionOf, type Span } from "../source/span.ts";
import { clip, displayWidth } from "./display-width.ts";
import type { Palette } from "./palette.ts";
import { printableLine } from "./printable.ts";

const around = 2;
/** Of a line that is millions of characters long, so many are looked at for each column of the screen. */
const perColumn = 4;

/** The lines about a place with their numbers, two before and two after, and carets below what is meant. */
export function codeFrame(
  span: Span,
  { columns, paint }: { readonly columns: number; readonly paint: Palette },
): readonly string[] {
  const { line, column } = positionOf(span);
  const about = Array.from({ length: 2 * around + 1 }, (_, index) => line - around + index);
  const numbers = about.filter((number) => number > 0 && lineOf(span.file, number) !== undefined);
  const last = numbers.at(-1) ?? line;
  const gutter = `${last}`.length;
  const room = Math.max(20, columns - gutter - 5);
  const written = lineOf(span.file, line) ?? "";
  const cut = cutBefore(written, column - 1, room);
  const shown: string[] = [];
  for (const number of numbers) {
    const text = clip(printableLine((lineOf(span.file, number) ?? "").slice(cut, cut + perColumn * room)), room);
    const mark = number === line ? paint.red(">") : " ";
    shown.push(`${mark} ${paint.dim(`${`${number}`.padStart(gutter)} |`)} ${text}`.trimEnd());
    if (number === line)
      shown.push(`  ${" ".repeat(gutter)} ${paint.dim("|")} ${caret(written, { column, cut, room }, span, paint)}`);
  }
  return shown;
}

interface CaretPlace {
  readonly column: number;
  readonly cut: number;
  readonly room: number;
}

function caret(line: string, { column, cut, room }: CaretPlace, span: Span, paint: Palette): string {
  const before = displayWidth(printableLine(line.slice(cut, column - 1)));
  const length = Math.max(1, Math.min(span.end - span.start, line.length - (column - 1), perColumn * room));
  const width = displayWidth(printableLine(line.slice(column - 1, column - 1 + length)));
  return " ".repeat(before) + paint.red("^".repeat(Math.max(1, Math.min(width, room - before))));
}

/** How many characters of very long lines are left out so that the place is on the screen. */
function cutBefore(line: string, at: number, room: number): number {
  const fits = at < perColumn * room && displayWidth(printableLine(line.slice(0, at))) < room - 10;
  return fits ? 0 : Math.max(0, at - Math.floor(room / 2));
}
