/** The text with each `from` replaced, or only the first `count`. Nothing in `to` is special. */
export function replaceText(text: string, [from, to]: readonly [string, string], count: number | undefined): string {
  if (count === undefined || count < 0) return text.replaceAll(from, () => to);
  let left = count;
  return text.replaceAll(from, () => (left-- > 0 ? to : from));
}
