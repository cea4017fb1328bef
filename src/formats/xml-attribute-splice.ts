import type { XmlDocument, XmlElement, XmlEvent } from "./xml-document.ts";
import { checkedName, escapeAttribute } from "./xml-escape.ts";
import { quoteAt } from "./xml-layout.ts";
import { scanOpenTag, type WrittenAttribute } from "./xml-open-tag.ts";
import type { Expectation, Splice } from "./xml-splice.ts";

/** Gives an attribute a value, in its own quotes; a new one comes last, spaced and quoted as the one before it. */
export function setAttribute(
  document: XmlDocument,
  element: XmlElement,
  attribute: [string, string],
): Splice | undefined {
  const [name, value] = attribute;
  if (element.attributes.get(name) === value) return undefined;
  const tag = scanOpenTag(document.text, element.start);
  const written = tag.attributes.find((one) => one.name === name);
  const expected = expectationOf(element, new Map(element.attributes).set(name, value));
  if (written) {
    return { start: written.valueStart, end: written.valueEnd, text: escapeAttribute(value, written.quote), expected };
  }
  const last = tag.attributes.at(-1);
  const end = last ? last.valueEnd + 1 : tag.nameEnd;
  const quote = quoteAt(document, element);
  const text = `${spaceBefore(document.text, last)}${checkedName(name)}=${quote}${escapeAttribute(value, quote)}${quote}`;
  return { start: end, end, text, expected };
}

/** Takes an attribute away, with the white space before it. */
export function removeAttribute(document: XmlDocument, element: XmlElement, name: string): Splice | undefined {
  const tag = scanOpenTag(document.text, element.start);
  const index = tag.attributes.findIndex((one) => one.name === name);
  const written = tag.attributes[index];
  if (written === undefined) return undefined;
  const previous = tag.attributes[index - 1];
  const left = new Map(element.attributes);
  left.delete(name);
  const start = previous ? previous.valueEnd + 1 : tag.nameEnd;
  return { start, end: written.valueEnd + 1, text: "", expected: expectationOf(element, left) };
}

function expectationOf(element: XmlElement, attributes: ReadonlyMap<string, string>): Expectation {
  const open: XmlEvent = ["open", element.name, ...[...attributes].flat()];
  return { from: element.openEvent, to: element.openEvent + 1, events: [open], layout: false };
}

/** One space, or the line break and indentation that the last attribute has before it. */
function spaceBefore(text: string, last: WrittenAttribute | undefined): string {
  const space = last ? (/[ \t\r\n]+$/.exec(text.slice(0, last.start).slice(-1000))?.[0] ?? " ") : " ";
  return /[\n\r]/.test(space) ? space : " ";
}
