import { expandReplacement } from "../../expression/regex/expand-replacement.ts";
import { Regex } from "../../expression/regex/regex.ts";
import type { LinePlace, LineWanted } from "../../formats/lines.ts";
import { problem } from "../../problems/problem.ts";

/** What lineinfile is told about the line. */
export interface LineTask {
  readonly line: string | undefined;
  readonly regexp: Regex | undefined;
  readonly search_string: string | undefined;
  readonly insertafter: string | undefined;
  readonly insertbefore: string | undefined;
  readonly backrefs: boolean;
  readonly firstmatch: boolean;
}

/** Refuses what cannot be meant. RB5009. */
export function checkLineTask(task: LineTask, state: "present" | "absent"): void {
  const { line, regexp, search_string, insertafter, insertbefore, backrefs } = task;
  const wrong = [
    [regexp && search_string !== undefined, '"regexp" and "search_string" exclude each other'],
    [insertafter !== undefined && insertbefore !== undefined, '"insertafter" and "insertbefore" exclude each other'],
    [state === "present" && line === undefined, '"line" is needed, the line that should be there'],
    [
      state === "absent" && !regexp && (search_string ?? line) === undefined,
      '"line", "regexp" or "search_string" is needed',
    ],
    [backrefs && !regexp, '"backrefs" needs "regexp", whose groups it uses'],
    [line !== undefined && /[\n\r]/.test(line), '"line" holds more than one line; use one task for each, or "copy"'],
  ] as const;
  for (const [holds, sentence] of wrong) if (holds) throw problem("RB5009", sentence);
}

/** The line that should be there, in the terms of the editor. */
export function wantedLine(task: LineTask): LineWanted {
  const { line = "", regexp, search_string: searched, backrefs, firstmatch } = task;
  const base = { line, place: placeOf(task), firstMatch: firstmatch, onlyReplace: backrefs };
  if (regexp) return { ...base, replacement: (text) => replaced(text, { line, regexp, backrefs }) };
  if (searched === undefined) return base;
  return { ...base, replacement: (text) => (text.includes(searched) ? line : undefined) };
}

/** Tells which lines should go. */
export function unwantedLine({ line, regexp, search_string: searched }: LineTask): (text: string) => boolean {
  if (regexp) return (text) => regexp.find(text) !== undefined;
  return searched === undefined ? (text) => text === line : (text) => text.includes(searched);
}

function replaced(
  text: string,
  { line, regexp, backrefs }: { readonly line: string; readonly regexp: Regex; readonly backrefs: boolean },
): string | undefined {
  const match = regexp.find(text);
  if (match === undefined) return undefined;
  if (!backrefs) return line;
  const expanded = expandReplacement(line, match, { regex: regexp, at: spanOf(line) });
  if (/[\n\r]/.test(expanded)) throw problem("RB5009", '"line" would become more than one line');
  return expanded;
}

function placeOf({ insertafter, insertbefore }: LineTask): LinePlace {
  if (insertbefore === "BOF" || insertafter === "BOF") return { kind: "start" };
  const pattern = insertbefore ?? insertafter ?? "EOF";
  if (pattern === "EOF" && insertbefore === undefined) return { kind: "end" };
  const regexp = new Regex(pattern, { ignoreCase: false, multiline: false }, spanOf(pattern));
  return {
    kind: insertbefore === undefined ? "after" : "before",
    matches: (text) => regexp.find(text) !== undefined,
  };
}

function spanOf(text: string) {
  return { file: { name: "lineinfile", text }, start: 0, end: text.length };
}
