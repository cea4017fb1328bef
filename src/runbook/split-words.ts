/** A word of a text, with the quotes that it was written with. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const opening = ["{{", "{%", "{#"] as const;
const closing: Readonly<Record<(typeof opening)[number], string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/** Words as Ansible parts them: what is between quotes, or in a template, stays together. */
export function splitWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let start = -1;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    const isSpace = /\s/.test(letter);
    if (start === -1 && isSpace) continue;
    if (start === -1) start = at;
    const template = opening.find((mark) => text.startsWith(mark, at));
    if (template !== undefined) {
      const end = text.indexOf(closing[template], at);
      at = end === -1 ? text.length : end + 1;
    } else if (letter === "\\") at++;
    else if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if (isSpace) {
      words.push({ text: text.slice(start, at), start, end: at });
      start = -1;
    }
  }
  if (start !== -1) words.push({ text: text.slice(start), start, end: text.length });
  return words;
}
