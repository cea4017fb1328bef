import fc from "fast-check";

/** A piece of a document: text as it stands, or an attribute's value and the path that leads to it. */
export type Piece = string | { readonly path: string; readonly raw: string };

interface Attribute {
  readonly space: string;
  readonly equals: string;
  readonly quote: string;
  readonly raw: string;
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly tail: string;
  readonly empty: boolean;
  readonly content: readonly (string | Element)[];
}

const space = fc.constantFrom(" ", "  ", "\n\t", "\n       ");
const decoys = fc.constantFrom(
  '<!-- <ims id="decoy"/> -->',
  "<!-- it's > & \" -->",
  '<![CDATA[<ims id="decoy"/>]]>',
  "<![CDATA[]]>",
  '<?php <ims id="decoy"?>',
  "text &amp; &#x41; ]] > \"'",
  "\n  ",
  "é",
  "\u00a0",
  "<?x it's \" odd?>",
);
const attribute = fc
  .record({
    space,
    equals: fc.constantFrom("=", " = ", "=\n"),
    quote: fc.constantFrom('"', "'"),
    parts: fc.array(fc.constantFrom("x", "&amp;", "&lt;", ">", "/>", "&#10;", "\n", "é", "]]>", "-->", "="), {
      maxLength: 4,
    }),
    other: fc.boolean(),
  })
  .map(({ parts, quote, other, ...rest }) => {
    return { ...rest, quote, raw: parts.join("") + (other ? (quote === '"' ? "'" : '"') : "") };
  });
const names = fc.constantFrom("ims", "imsConfig", "pipelined", "x:y", "réglage", "constructor");
const attributes = fc.dictionary(
  fc.constantFrom("id", "_id", "autoStart", "_autoStart", "xml:lang", "__proto__"),
  attribute,
  {
    noNullPrototype: false,
  },
);

const { element } = fc.letrec<{ element: Element }>((tie) => ({
  element: fc.record({
    name: names,
    attributes,
    tail: fc.constantFrom("", " ", "\n"),
    empty: fc.boolean(),
    content: fc.array(fc.oneof({ depthSize: "small", withCrossShrink: true }, decoys, tie("element")), {
      maxLength: 4,
    }),
  }),
}));

/** Documents with either quote, odd spacing, decoys, any line ends, with and without a byte-order mark. */
export const documents: fc.Arbitrary<readonly Piece[]> = fc
  .record({
    root: element,
    mark: fc.constantFrom("", "\uFEFF"),
    prolog: fc.constantFrom(
      "",
      "<?xml version='1.0'?>\n",
      '<?xml version="1.0" standalone="yes" ?>',
      "<?xml version='1.0'?><!DOCTYPE a>",
    ),
    before: fc.constantFrom("", '<!-- <ims id="0"/> -->\n'),
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
  })
  .map(({ root, mark, prolog, before, lineEnd }) => {
    const pieces = [mark, prolog, before, ...piecesOf(root, "/*[1]"), "\n"];
    const ended = (text: string) => text.replaceAll("\n", lineEnd);
    return pieces.map((piece) => (typeof piece === "string" ? ended(piece) : { ...piece, raw: ended(piece.raw) }));
  });

/** The document's text. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : piece.raw)).join("");
}

function piecesOf({ name, attributes: written, tail, empty, content }: Element, path: string): readonly Piece[] {
  const inTag = Object.entries(written).flatMap(([key, one]): Piece[] => {
    const { space: before, equals, quote, raw } = one;
    return [`${before}${key}${equals}${quote}`, { path: `${path}/@${key}`, raw }, quote];
  });
  if (empty) return [`<${name}`, ...inTag, `${tail}/>`];
  let count = 0;
  const inside = content.flatMap((one): readonly Piece[] => {
    if (typeof one === "string") return [one];
    count += 1;
    return piecesOf(one, `${path}/*[${count}]`);
  });
  return [`<${name}`, ...inTag, `${tail}>`, ...inside, `</${name}${tail}>`];
}
