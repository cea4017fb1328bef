import type { Encoding } from "./encoding.ts";

/**
 * What a strict reader meets, in document order: `["open", name, attribute, value, ...]`, `["close"]`, `["text", text]`,
 * `["cdata", text]`, `["comment", text]`, `["instruction", target, body]`, `["doctype", text]`,
 * `["declaration", version, encoding, standalone]`. References are resolved, line ends are "\n".
 */
export type XmlEvent = readonly [
  "open" | "close" | "text" | "cdata" | "comment" | "instruction" | "doctype" | "declaration",
  ...string[],
];

/** An element and its place in the text; offsets are UTF-16 units, ends are exclusive. */
export interface XmlElement {
  readonly name: string;
  /** Values with references resolved and white space normalized, in the order they are written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: XmlElement | undefined;
  readonly children: readonly XmlElement[];
  readonly start: number;
  readonly end: number;
  /** Where the opening tag ends; equal to `end` for `<a/>`. */
  readonly openEnd: number;
  /** Where the closing tag begins; equal to `end` for `<a/>`. */
  readonly closeStart: number;
  /** Places of its opening and closing in `XmlDocument.events`. */
  readonly openEvent: number;
  readonly closeEvent: number;
}

/** A well-formed document, the text it was read from, and where everything stands in it. */
export interface XmlDocument {
  /** What messages call it: the path on the host. */
  readonly name: string;
  readonly text: string;
  readonly encoding: Encoding;
  readonly root: XmlElement;
  /** Every element, in document order. */
  readonly elements: readonly XmlElement[];
  readonly events: readonly XmlEvent[];
}

/** True for `<a/>`, which has no closing tag. */
export function isSelfClosing(element: XmlElement): boolean {
  return element.openEnd === element.end;
}

/** All text inside an element, that of its descendants too, as XPath's string value. */
export function textOf(document: XmlDocument, element: XmlElement): string {
  return joined(document.events.slice(element.openEvent + 1, element.closeEvent));
}

/** The text before an element's first child or comment; `undefined` when there is none. What lxml calls `text`. */
export function leadingTextOf(document: XmlDocument, element: XmlElement): string | undefined {
  const inside = document.events.slice(element.openEvent + 1, element.closeEvent);
  const end = inside.findIndex(([kind]) => kind !== "text" && kind !== "cdata");
  const leading = end < 0 ? inside : inside.slice(0, end);
  return leading.length === 0 ? undefined : joined(leading);
}

/** True when an element holds text of its own, more than the white space between its children. */
export function hasOwnText(document: XmlDocument, element: XmlElement): boolean {
  let depth = 0;
  for (let index = element.openEvent + 1; index < element.closeEvent; index++) {
    const [kind, text = ""] = document.events[index] ?? ["close"];
    if (kind === "open") depth += 1;
    else if (kind === "close") depth -= 1;
    else if (depth === 0 && (kind === "cdata" || (kind === "text" && !isSpace(text)))) return true;
  }
  return false;
}

/** True for text that is nothing but what XML calls white space; a no-break space is not. */
export function isSpace(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

function joined(events: readonly XmlEvent[]): string {
  return events.map(([kind, text]) => (kind === "text" || kind === "cdata" ? text : "")).join("");
}
