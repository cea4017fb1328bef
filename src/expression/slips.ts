/** Something that other languages write, and how it is written here. */
export interface Slip {
  readonly written: string;
  readonly hint: string;
}

const slips: readonly Slip[] = [
  { written: "&&", hint: 'write "and"' },
  { written: "||", hint: 'write "or"' },
  { written: "===", hint: 'write "=="' },
  { written: "!==", hint: 'write "!="' },
  { written: "<>", hint: 'write "!="' },
  { written: "=~", hint: 'write "is search(...)"' },
  { written: "?", hint: 'write "a if condition else b"' },
  { written: "&", hint: 'write "and"' },
  { written: ";", hint: "an expression is one value; nothing follows it" },
  { written: "$", hint: "names stand alone, without a sign" },
];

/** The slip that stands at a place of a text, if one does. */
export function slipHint(text: string, place: number): Slip | undefined {
  const found = slips.find(({ written }) => text.startsWith(written, place));
  if (found) return found;
  return text[place] === "!" && text[place + 1] !== "=" ? { written: "!", hint: 'write "not"' } : undefined;
}
