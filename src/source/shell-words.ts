/** A word of a line: its text without quotes and escapes, and where it stands in the line. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a line as a POSIX shell would: blanks separate, quotes join, a backslash keeps the next character (inside double
 * quotes only before `"` and `\`). With `comments`, `#` outside quotes begins one. `undefined`: a quote is not closed.
 */
export function shellWords(line: string, { comments }: { readonly comments: boolean }): readonly Word[] | undefined {
  const words: Word[] = [];
  const piece = /([ \t\r\n]+)|(#.*)|'([^']*)'|"([^"\\]*(?:\\.[^"\\]*)*)"|\\(.)|([^ \t\r\n#'"\\]+)/sy;
  let text: string | undefined;
  let start = 0;
  const finish = (end: number) => {
    if (text !== undefined) words.push({ text, start, end });
    text = undefined;
  };
  while (piece.lastIndex < line.length) {
    const at = piece.lastIndex;
    const found = piece.exec(line);
    if (!found) return undefined;
    const [, blank, comment, single, double, escaped, plain] = found;
    if (blank !== undefined || (comment !== undefined && comments)) {
      finish(at);
      continue;
    }
    if (comment !== undefined) piece.lastIndex = at + 1;
    if (text === undefined) start = at;
    text = (text ?? "") + (single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain ?? "#");
  }
  finish(line.length);
  return words;
}
