/** Parts between separators, at most `most` splits; without a separator at white space, leaving out empty parts. As Python. */
export function splitText(text: string, separator: string | undefined, most: number | undefined): readonly string[] {
  const limit = most === undefined || most < 0 ? Number.POSITIVE_INFINITY : most;
  if (separator === undefined) return splitAtSpace(text.trimStart(), limit);
  const parts = text.split(separator);
  if (parts.length - 1 <= limit) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

/** As `splitText`, the splits counted from the end. */
export function splitFromEnd(text: string, separator: string | undefined, most: number | undefined): readonly string[] {
  const turn = (one: string) => [...one].toReversed().join("");
  const parts = splitText(turn(text), separator === undefined ? undefined : turn(separator), most);
  return parts.map(turn).toReversed();
}

function splitAtSpace(text: string, limit: number): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (const gap of text.matchAll(/\s+/g)) {
    if (parts.length >= limit) break;
    parts.push(text.slice(from, gap.index));
    from = gap.index + gap[0].length;
  }
  const rest = text.slice(from);
  return rest === "" ? parts : [...parts, rest];
}

/** The lines without their ends; an end at the very end begins no further line. As Python. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}
