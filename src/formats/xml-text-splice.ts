import { problem } from "../problems/problem.ts";
import { isSelfClosing, textOf, type XmlDocument, type XmlElement } from "./xml-document.ts";
import { escapeText } from "./xml-escape.ts";
import { lineEndAt } from "./xml-layout.ts";
import { scanOpenTag } from "./xml-open-tag.ts";
import { showElement } from "./xml-show-tag.ts";
import type { Expectation, Splice } from "./xml-splice.ts";

/**
 * Gives an element a text; `<a/>` is opened for it and a sole CDATA section stays one. RB5009 when the element holds more
 * than text, because then it is not clear what should become of the rest.
 */
export function setText(document: XmlDocument, element: XmlElement, value: string): Splice | undefined {
  const inside = document.events.slice(element.openEvent + 1, element.closeEvent);
  const rest = inside.find(([kind]) => kind !== "text" && kind !== "cdata");
  if (textOf(document, element) === value && (rest === undefined || value === "")) return undefined;
  if (rest !== undefined) {
    throw problem(
      "RB5009",
      `${showElement(document, element)} in ${document.name} holds more than text, so its text is not set`,
      {
        hint: "Name the element inside whose text is meant.",
      },
    );
  }
  const lineEnd = lineEndAt(document.text, element.openEnd);
  const cdata = inside.length === 1 && inside[0]?.[0] === "cdata" && !/]]>|\r/.test(value) && value !== "";
  const kind = cdata ? "cdata" : "text";
  const expected: Expectation = {
    from: element.openEvent + 1,
    to: element.closeEvent,
    events: value === "" ? [] : [[kind, value]],
    layout: false,
  };
  if (cdata) return { ...cdataPlace(element), text: legal(value).replaceAll("\n", lineEnd), expected };
  return { ...contentSplice(document, element, escapeText(value, lineEnd)), expected };
}

/** Replaces all that stands between an element's tags; `<a/>` becomes `<a>...</a>`. */
export function contentSplice(
  document: XmlDocument,
  element: XmlElement,
  content: string,
): { readonly start: number; readonly end: number; readonly text: string } {
  if (!isSelfClosing(element)) return { start: element.openEnd, end: element.closeStart, text: content };
  const tag = scanOpenTag(document.text, element.start);
  const last = tag.attributes.at(-1);
  const start = last ? last.valueEnd + 1 : tag.nameEnd;
  return { start, end: tag.end, text: `>${content}</${element.name}>` };
}

function cdataPlace(element: XmlElement): { readonly start: number; readonly end: number } {
  return { start: element.openEnd + "<![CDATA[".length, end: element.closeStart - "]]>".length };
}

/** The same text, once it is sure that XML can carry it. RB1101. */
function legal(value: string): string {
  escapeText(value, "\n");
  return value;
}
