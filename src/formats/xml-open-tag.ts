/** An attribute as it is written; the value's offsets leave its quotes out. */
export interface WrittenAttribute {
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  readonly quote: '"' | "'";
}

/** An opening tag as it is written; `end` is behind its `>`. */
export interface OpenTag {
  readonly name: string;
  readonly nameEnd: number;
  readonly attributes: readonly WrittenAttribute[];
  readonly end: number;
}

const namePattern = /<([^ \t\r\n/>]*)/y;
const attributePattern = /[ \t\r\n]+([^ \t\r\n=/>]+)[ \t\r\n]*=[ \t\r\n]*("[^"]*"|'[^']*')/y;
const endPattern = /[ \t\r\n]*\/?>/y;

/** Where the parts of the opening tag at `start` stand. The document must be well-formed. */
export function scanOpenTag(text: string, start: number): OpenTag {
  const name = matchAt(namePattern, text, start)?.[1] ?? "";
  const nameEnd = start + 1 + name.length;
  const attributes: WrittenAttribute[] = [];
  let position = nameEnd;
  for (
    let found = matchAt(attributePattern, text, position);
    found;
    found = matchAt(attributePattern, text, position)
  ) {
    const [whole, attribute = "", quoted = ""] = found;
    attributes.push({
      name: attribute,
      start: position + whole.indexOf(attribute),
      valueStart: position + whole.length - quoted.length + 1,
      valueEnd: position + whole.length - 1,
      quote: quoted.startsWith("'") ? "'" : '"',
    });
    position += whole.length;
  }
  return { name, nameEnd, attributes, end: position + (matchAt(endPattern, text, position)?.[0].length ?? 0) };
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}
