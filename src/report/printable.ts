/**
 * Characters that steer a terminal or cannot be seen: C0 but LF and tab, DEL, C1, bidirectional controls, zero-width and
 * other invisible characters, line and paragraph separators, lone surrogates. Emoji variation selectors are left alone.
 */
export const unprintable =
  /(?![\uFE0E\uFE0F])[\0-\x08\x0B-\x1F\x7F-\x9F\u2028\u2029\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;

/**
 * The one door through which text of others goes to a terminal: nothing in the answer can steer it, and nothing is dropped
 * silently. ESC becomes ␛, CR ␍, U+202E `<U+202E>`, a lone surrogate U+FFFD; line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(unprintable, visible);
}

/** As `printable`, on one line: line feeds become ␊ and tabs a space. */
export function printableLine(text: string): string {
  return printable(text).replaceAll("\n", "␊").replaceAll("\t", " ");
}

const controlPictures = 0x2400;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(controlPictures + code);
  if (code === 0x7f) return "␡";
  if (code >= 0xd800 && code <= 0xdfff) return "\uFFFD";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
