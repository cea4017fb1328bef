import type { SecretText } from "../secrets/secret-text.ts";

/** Opens what is vaulted in files, and hears of every secret that came to light. */
export interface Opener {
  /** The text behind an Ansible Vault text. RB3201 to RB3203. */
  open(sealed: string, at?: Span): string;
  heard(secret: SecretText): void;
}

/** A text that remembers its name. `name` is shown in messages, so it is the path as the user gave it. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
  /** Nothing of it is fit to be shown: places are right, the text is not the real one. */
  readonly masked?: true;
  /** Opens the `!vault` values in it. */
  readonly opener?: Opener;
  /** All of it was vaulted: its texts and numbers are secrets. */
  readonly vaulted?: true;
  /** Then, its text as it is kept. */
  readonly sealed?: string;
}

/** A piece of a source file; offsets are UTF-16 units, `end` is exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** Line and column, both counted from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a span begins. */
export function positionOf({ file, start }: Span): Position {
  const starts = lineStarts(file);
  let [first, last] = [0, starts.length - 1];
  while (first < last) {
    const middle = Math.ceil((first + last) / 2);
    if ((starts[middle] ?? 0) <= start) first = middle;
    else last = middle - 1;
  }
  return { line: first + 1, column: start - (starts[first] ?? 0) + 1 };
}

/** A line of a file, counted from 1, without its line end; `undefined` behind the last one. */
export function lineOf(file: SourceFile, line: number): string | undefined {
  const starts = lineStarts(file);
  const start = starts[line - 1];
  return start === undefined ? undefined : file.text.slice(start, starts[line]).replace(/\r?\n?$/, "");
}

const known = new WeakMap<SourceFile, readonly number[]>();

/** Where each line of a file begins; found once for each file. */
function lineStarts(file: SourceFile): readonly number[] {
  const found = known.get(file) ?? startsIn(file.text);
  known.set(file, found);
  return found;
}

function startsIn(text: string): readonly number[] {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) starts.push(end + 1);
  return starts;
}

/** `file:line:column` of a span's begin, as editors and terminals understand it. */
export function placeOf(span: Span): string {
  const { line, column } = positionOf(span);
  return `${span.file.name}:${line}:${column}`;
}
