/** The first character in upper case, all others in lower case. */
export function capitalized(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** Each word capitalized, where words are runs of letters, as Python's `title` has it. */
export function titled(text: string): string {
  return text.replace(/\p{L}+/gu, capitalized);
}

/** Each word capitalized, where words are ended by white space, `-` or an opening bracket, as Jinja's `title` has it. */
export function headlined(text: string): string {
  return text.replace(/[^-\s({[<]+/gu, capitalized);
}
