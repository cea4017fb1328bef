import type { XmlEvent } from "./xml-document.ts";
import { checkedName, escapeAttribute, escapeText } from "./xml-escape.ts";

/** An element to be written. It has text or children, not both. */
export interface NewElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly NewElement[];
}

/** How new elements are written: quotes, line ends, the indentation of the element and what each level adds to it. */
export interface Writing {
  readonly quote: '"' | "'";
  readonly lineEnd: string;
  readonly indent: string;
  readonly unit: string;
  /** Everything in one line. */
  readonly inline: boolean;
}

/** The element as text, without white space around it. RB1101 for characters that XML cannot carry. */
export function writeElement(element: NewElement, writing: Writing): string {
  const { attributes = {}, text = "", children = [] } = element;
  const name = checkedName(element.name);
  const written = Object.entries(attributes).map(([attribute, value]) =>
    writeAttribute(attribute, value, writing.quote),
  );
  const open = `<${name}${written.join("")}`;
  if (children.length === 0)
    return text === "" ? `${open}/>` : `${open}>${escapeText(text, writing.lineEnd)}</${name}>`;
  const deeper = { ...writing, indent: writing.indent + writing.unit };
  const inside = children.map((child) => lineBreak(deeper) + writeElement(child, deeper)).join("");
  return `${open}>${inside}${lineBreak(writing)}</${name}>`;
}

/** ` name="value"`. */
export function writeAttribute(name: string, value: string, quote: '"' | "'"): string {
  return ` ${checkedName(name)}=${quote}${escapeAttribute(value, quote)}${quote}`;
}

/** A new line and its indentation, or nothing where everything stands in one line. */
export function lineBreak({ inline, lineEnd, indent }: Writing): string {
  return inline ? "" : lineEnd + indent;
}

/** What a strict reader will meet, but for white space between elements. */
export function eventsOf(element: NewElement): readonly XmlEvent[] {
  const { name, attributes = {}, text = "", children = [] } = element;
  const inside: readonly XmlEvent[] = text === "" ? children.flatMap(eventsOf) : [["text", text]];
  return [["open", name, ...Object.entries(attributes).flat()], ...inside, ["close"]];
}
