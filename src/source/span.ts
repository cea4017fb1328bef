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
export function positionOf(span: Span): Position {
  const before = span.file.text.slice(0, span.start);
  const line = before.split("\n").length;
  return { line, column: span.start - (before.lastIndexOf("\n") + 1) + 1 };
}

/** `file:line:column` of a span's begin, as editors and terminals understand it. */
export function placeOf(span: Span): string {
  const { line, column } = positionOf(span);
  return `${span.file.name}:${line}:${column}`;
}
