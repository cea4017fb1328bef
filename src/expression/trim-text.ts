/** The text without leading and trailing white space, or without the given characters at its ends (or at one of them). */
export function trimText(
  text: string,
  characters: string | undefined,
  which: "both" | "start" | "end" = "both",
): string {
  const [atStart, atEnd] = [which !== "end", which !== "start"];
  if (characters === undefined) {
    const begun = atStart ? text.trimStart() : text;
    return atEnd ? begun.trimEnd() : begun;
  }
  let [start, end] = [0, text.length];
  while (atStart && start < end && characters.includes(text.charAt(start))) start += 1;
  while (atEnd && end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
