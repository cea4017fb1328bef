import type { XmlDocument, XmlElement } from "./xml-document.ts";
import type { Writing } from "./xml-new-element.ts";
import { scanOpenTag } from "./xml-open-tag.ts";

/** How a child of this element should be written so that it looks like the rest of the file. */
export function writingInside(document: XmlDocument, parent: XmlElement): Writing {
  const { text } = document;
  const unit = indentUnit(document);
  const sibling = parent.children.findLast((child) => indentOf(text, child) !== undefined);
  const own = indentOf(text, parent);
  const indent = (sibling && indentOf(text, sibling)) ?? (own ?? "") + unit;
  const inline = parent.children.length > 0 ? sibling === undefined : own === undefined;
  return { quote: quoteAt(document, parent), lineEnd: lineEndAt(text, parent.openEnd), indent, unit, inline };
}

/** The white space before an element, when it is the first thing on its line; `undefined` when it is not. */
export function indentOf(text: string, element: XmlElement): string | undefined {
  let start = element.start;
  while (text.charAt(start - 1) === " " || text.charAt(start - 1) === "\t") start -= 1;
  return "\n\r\uFEFF".includes(text.charAt(start - 1)) ? text.slice(start, element.start) : undefined;
}

/** The line end nearest before a place, or else the first after it; "\n" in a file of one line. */
export function lineEndAt(text: string, position: number): string {
  const before = text.lastIndexOf("\n", position - 1);
  const newline = before >= 0 ? before : text.indexOf("\n", position);
  if (newline < 0) return text.includes("\r") ? "\r" : "\n";
  return text.charAt(newline - 1) === "\r" ? "\r\n" : "\n";
}

/** The quotes used nearest to an element: its own, those of the elements before it, those of the whole file. */
export function quoteAt(document: XmlDocument, element: XmlElement): '"' | "'" {
  const nearby = [element, element.parent, element.parent?.children[0], ...document.elements.slice(0, 100)];
  for (const one of nearby) {
    const quote =
      one && one.attributes.size > 0 ? scanOpenTag(document.text, one.start).attributes.at(-1)?.quote : undefined;
    if (quote !== undefined) return quote;
  }
  return '"';
}

/** What one level adds: the indentation of the first element that stands deeper than its parent; two spaces otherwise. */
function indentUnit(document: XmlDocument): string {
  for (const element of document.elements.slice(0, 1000)) {
    const outer = element.parent && indentOf(document.text, element.parent);
    const inner = indentOf(document.text, element);
    if (outer === undefined || inner === undefined || inner === outer || !inner.startsWith(outer)) continue;
    return inner.slice(outer.length);
  }
  return "  ";
}
