/** One line of a text and what ends it: "\n", "\r\n", or nothing for a last line without an end. */
export interface Line {
  readonly text: string;
  readonly end: string;
}

/** Where a new line goes; `after` and `before` mean the last line that matches (the first with `firstMatch`), else the end. */
export type LinePlace =
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "after" | "before"; readonly matches: (text: string) => boolean };

/** A line that should be in a text. */
export interface LineWanted {
  readonly line: string;
  /** What a present line should become; `undefined` for lines that are not meant. */
  readonly replacement?: (text: string) => string | undefined;
  /** Nothing is added when no line is replaced. */
  readonly onlyReplace?: boolean;
  readonly place: LinePlace;
  /** The first line that fits is meant, not the last. */
  readonly firstMatch?: boolean;
}

/** The lines of a text; joined again they are the same text. */
export function splitLines(text: string): readonly Line[] {
  return [...text.matchAll(/([^\n]*?)(\r?\n|$)/gy)]
    .map(([, line = "", end = ""]) => ({ text: line, end }))
    .filter(({ text: line, end }) => line !== "" || end !== "");
}

/** The text of lines. */
export function joinLines(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join("");
}

/**
 * The text with the line in it, as Ansible's lineinfile decides: a line that `replacement` means is replaced; otherwise a
 * line that is there already is enough; otherwise it is added. Line ends, and a missing last one, stay as they are.
 */
export function withLine(
  text: string,
  wanted: LineWanted,
): { readonly text: string; readonly did?: "added" | "replaced" } {
  const lines = splitLines(text);
  const { line, replacement = () => undefined, firstMatch = false } = wanted;
  const index = find(lines, (one) => replacement(one) !== undefined, firstMatch);
  const found = lines[index];
  if (found !== undefined) {
    const replaced = replacement(found.text) ?? line;
    if (replaced === found.text) return { text };
    return { text: joinLines(lines.with(index, { ...found, text: replaced })), did: "replaced" };
  }
  if (wanted.onlyReplace || lines.some((one) => one.text === line)) return { text };
  return { text: joinLines(insertAt(lines, placeOf(lines, wanted.place, firstMatch), line)), did: "added" };
}

/** The text without the lines that match, and how many there were. */
export function withoutLines(
  text: string,
  matches: (text: string) => boolean,
): { readonly text: string; readonly removed: number } {
  const lines = splitLines(text);
  const left = lines.filter((line) => !matches(line.text));
  return { text: joinLines(left), removed: lines.length - left.length };
}

function find(lines: readonly Line[], fits: (text: string) => boolean, first: boolean): number {
  return first ? lines.findIndex(({ text }) => fits(text)) : lines.findLastIndex(({ text }) => fits(text));
}

function placeOf(lines: readonly Line[], place: LinePlace, firstMatch: boolean): number {
  switch (place.kind) {
    case "start":
      return 0;
    case "end":
      return lines.length;
    case "after":
    case "before": {
      const index = find(lines, place.matches, firstMatch);
      if (index < 0) return lines.length;
      return place.kind === "after" ? index + 1 : index;
    }
  }
}

/** Inserts a line that ends as its neighbors do; behind a last line without an end, it becomes the one without. */
function insertAt(lines: readonly Line[], index: number, text: string): readonly Line[] {
  const usual = lines.find(({ end }) => end !== "")?.end ?? "\n";
  const previous = lines[index - 1];
  if (previous?.end === "") return [...lines.slice(0, -1), { ...previous, end: usual }, { text, end: "" }];
  const end = previous?.end ?? lines[index]?.end ?? usual;
  return lines.toSpliced(index, 0, { text, end: end === "" ? usual : end });
}
