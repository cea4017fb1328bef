import { applyPatch, structuredPatch } from "diff";
import { decodedText } from "./decoded-text.ts";
import { maskSensitive } from "./mask-sensitive.ts";

const context = 3;
const limits = { editedLines: 1_000, characters: 1_000_000 } as const;

/**
 * What differs, for people: hunks of a unified diff with three lines of context and no file header, lines joined by LF,
 * their text exact (a CR before a line's end stays). Values of sensitive names are masked on both sides first. One sentence
 * where the texts are too large or too different, or differ in secrets alone. `undefined` when the texts are equal.
 */
export function unifiedDiff(before: string, after: string): string | undefined {
  if (before === after) return undefined;
  const masked = maskSensitive(before, after);
  if (masked.before === masked.after) return "only values of secrets differ";
  return hunks(masked.before, masked.after) ?? tooDifferent(before, after);
}

/**
 * What differs between a file's bytes, for people; `undefined` stands for no file. Text in UTF-8, or in the single-byte
 * encoding its XML declaration names (ISO-8859-1 where it names none), is compared as `unifiedDiff` does; anything else is
 * one sentence with both sizes. `undefined` when there is nothing to show.
 */
export function diffOfBytes(before: Uint8Array | undefined, after: Uint8Array | undefined): string | undefined {
  const [old, young] = [before ?? new Uint8Array(), after ?? new Uint8Array()];
  if (Buffer.compare(old, young) === 0) return undefined;
  if (old.includes(0) || young.includes(0)) return `binary files differ (${old.length} -> ${young.length} bytes)`;
  const [oldText, youngText] = [decodedText(old), decodedText(young)];
  if (oldText.text !== youngText.text) return unifiedDiff(oldText.text, youngText.text);
  return `same text in another encoding (${oldText.encoding} -> ${youngText.encoding})`;
}

/** The text that such a diff leads to; `undefined` where it does not fit, or shows not all that differed. */
export function withDiff(text: string, diff: string): string | undefined {
  if (!diff.startsWith("@@ ")) return undefined;
  try {
    const patched = applyPatch(text, `--- a\n+++ b\n${diff}\n`, { autoConvertLineEndings: false });
    return patched === false ? undefined : patched;
  } catch {
    return undefined;
  }
}

/** Only the lines around what differs are compared: most edits touch few lines of a long file. */
function hunks(before: string, after: string): string | undefined {
  const start = linesBack(before, commonStart(before, after), context);
  const shared = commonEnd(before, after, start);
  const end = linesForward(before, before.length - shared, context);
  const old = before.slice(start, end);
  const young = after.slice(start, after.length - (before.length - end));
  if (old.length + young.length > limits.characters) return undefined;
  const patch = structuredPatch("", "", old, young, "", "", { context, maxEditLength: limits.editedLines });
  if (patch === undefined) return undefined;
  const skipped = countLines(before.slice(0, start));
  return patch.hunks.flatMap((hunk) => [header(hunk, skipped), ...hunk.lines]).join("\n");
}

interface Ranges {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
}

/** `@@ -1,4 +1,5 @@`; an empty side names the line before it, and a count of one is left out (POSIX diff -u). */
function header({ oldStart, oldLines, newStart, newLines }: Ranges, skipped: number): string {
  const range = (start: number, lines: number) => {
    const first = start + skipped - (lines === 0 ? 1 : 0);
    return lines === 1 ? `${first}` : `${first},${lines}`;
  };
  return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`;
}

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  return at;
}

/** How many last characters are the same, beginning at a line's begin and leaving the common start alone. */
function commonEnd(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start;
  let count = 0;
  while (count < most && before.charCodeAt(before.length - 1 - count) === after.charCodeAt(after.length - 1 - count))
    count++;
  const lineEnd = before.indexOf("\n", before.length - count);
  return lineEnd === -1 ? 0 : before.length - lineEnd - 1;
}

/** The begin of the line so many lines before the line of `at`. */
function linesBack(text: string, at: number, lines: number): number {
  let begin = at;
  for (let count = 0; count <= lines && begin >= 0; count++)
    begin = begin === 0 ? -1 : text.lastIndexOf("\n", begin - 1);
  return begin + 1;
}

/** The end of the line so many lines after `at`, which is a line's begin. */
function linesForward(text: string, at: number, lines: number): number {
  let end = at;
  for (let count = 0; count < lines && end < text.length; count++) {
    const lineEnd = text.indexOf("\n", end);
    end = lineEnd === -1 ? text.length : lineEnd + 1;
  }
  return end;
}

function tooDifferent(before: string, after: string): string {
  return `too different to show: ${countLines(before)} -> ${countLines(after)} lines`;
}

function countLines(text: string): number {
  const ends = text.split("\n").length - 1;
  return text === "" || text.endsWith("\n") ? ends : ends + 1;
}
