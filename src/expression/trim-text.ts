/** The text without leading and trailing white space, or without the given characters at its ends. */
export function trimText(text: string, characters: string | undefined): string {
  if (characters === undefined) return text.trim();
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text.charAt(start))) start += 1;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
