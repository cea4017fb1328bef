import { problem } from "../problems/problem.ts";
import { hasOwnText, isSpace, type XmlDocument, type XmlElement } from "./xml-document.ts";
import { indentOf, writingInside } from "./xml-layout.ts";
import { eventsOf, lineBreak, type NewElement, writeElement } from "./xml-new-element.ts";
import type { Expectation, Splice } from "./xml-splice.ts";
import { contentSplice } from "./xml-text-splice.ts";

/** Adds elements behind everything a parent holds, in lines of their own, indented like their siblings. */
export function addChildren(
  document: XmlDocument,
  parent: XmlElement,
  added: readonly NewElement[],
): Splice | undefined {
  if (added.length === 0) return undefined;
  const mixed = hasOwnText(document, parent);
  const writing = { ...writingInside(document, parent) };
  const inline = mixed || writing.inline;
  const lines = added
    .map((one) => lineBreak({ ...writing, inline }) + writeElement(one, { ...writing, inline }))
    .join("");
  const expected: Expectation = {
    from: parent.closeEvent,
    to: parent.closeEvent,
    events: added.flatMap(eventsOf),
    layout: !mixed,
  };
  const content = document.text.slice(parent.openEnd, parent.closeStart);
  const kept = mixed ? content : withoutTrailingSpace(content);
  if (kept === "")
    return { ...contentSplice(document, parent, lines + closingBreak(document, parent, inline)), expected };
  const end = parent.openEnd + kept.length;
  return { start: end, end, text: lines, expected };
}

/** Replaces everything that a parent holds. */
export function replaceChildren(document: XmlDocument, parent: XmlElement, children: readonly NewElement[]): Splice {
  const writing = writingInside(document, parent);
  const lines = children.map((one) => lineBreak(writing) + writeElement(one, writing)).join("");
  const tail = children.length === 0 ? "" : closingBreak(document, parent, writing.inline);
  const expected: Expectation = {
    from: parent.openEvent + 1,
    to: parent.closeEvent,
    events: children.flatMap(eventsOf),
    layout: true,
  };
  return { ...contentSplice(document, parent, lines + tail), expected };
}

/** Takes an element away, with its lines when it has them for itself. RB5009 for the root. */
export function removeElement(document: XmlDocument, element: XmlElement): Splice {
  const { text } = document;
  if (element.parent === undefined) throw problem("RB5009", `the root element of ${document.name} cannot be removed`);
  const mixed = hasOwnText(document, element.parent);
  const lineRest = /^[ \t]*(?:\r\n|\n|\r)/.exec(text.slice(element.end, element.end + 1000))?.[0];
  const indent = mixed ? undefined : indentOf(text, element);
  const ownLines = indent !== undefined && lineRest !== undefined;
  const start = ownLines ? element.start - indent.length : element.start;
  const end = ownLines ? element.end + lineRest.length : element.end;
  const expected = { from: element.openEvent, to: element.closeEvent + 1, events: [], layout: !mixed };
  return { start, end, text: "", expected };
}

function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function closingBreak(document: XmlDocument, parent: XmlElement, inline: boolean): string {
  const indent = indentOf(document.text, parent) ?? "";
  return lineBreak({ ...writingInside(document, parent), indent, inline });
}
