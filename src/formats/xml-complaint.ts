import { positionOf } from "../source/span.ts";
import type { XmlElement } from "./xml-document.ts";

/** A strict reader's complaint and what it had seen. `position` is where it stopped, an offset into `text`. */
export interface Complaint {
  readonly message: string;
  readonly text: string;
  readonly position: number;
  /** Where it was last sure: the end of the tag, comment or section before. */
  readonly sureUntil: number;
  readonly lastClosed: XmlElement | undefined;
  readonly innermost: XmlElement | undefined;
}

/** The complaint in words that help: a reason, an exclusive end offset of the place, a way out. Shows no values. */
export interface Explanation {
  readonly reason: string;
  readonly at?: number;
  readonly hint?: string;
}

/** Says what is wrong with a document in the terms of someone who edits it by hand. */
export function explainComplaint(complaint: Complaint): Explanation {
  const { message, text, position, sureUntil, lastClosed, innermost } = complaint;
  const last = text.charAt(position - 1);
  const ampersand = position >= text.length || message.includes("entity") ? bareAmpersand(text, sureUntil) : undefined;
  if (ampersand !== undefined) {
    return { reason: "an & does not begin a reference", at: ampersand + 1, hint: "A plain & is written as &amp;." };
  }
  switch (message) {
    case "unexpected close tag.": {
      const start = text.lastIndexOf("</", position - 1);
      const tag = /^<\/[^\s>]*/.exec(text.slice(start, position))?.[0] ?? "</";
      return { reason: `${tag}> stands where ${openTag(lastClosed, text)} is still open`, at: start + 1 };
    }
    case "undefined entity.":
      return { reason: "it uses an entity that is not defined", hint: "A plain & is written as &amp;." };
    case "unquoted attribute value.":
      return { reason: "an attribute's value does not stand in straight quotes", hint: curlyHint(last) };
    case "disallowed character.":
      return last === "<"
        ? { reason: "an attribute's value holds a <, or its closing quote is missing", hint: "A < is written as &lt;." }
        : { reason: `it holds the character ${codeOf(last)}, which XML does not allow` };
    case "no whitespace between attributes.":
      return { reason: "white space is missing between two attributes, or a quote is one too many" };
    case "text data outside of root node.":
      return { reason: "there is text outside the root element" };
    case "documents may contain only one root.":
      return { reason: "it has a second root element" };
    case "malformed comment.":
      return { reason: 'a comment holds "--"' };
    case "unexpected end.":
      return endsInside(text, innermost);
    default: {
      const cutOff = message.startsWith("unclosed tag: ") && text.slice(Math.max(0, sureUntil - 1)).includes("<");
      return cutOff ? endsInside(text, innermost) : explainByBegin(message, text, innermost);
    }
  }
}

function explainByBegin(message: string, text: string, innermost: XmlElement | undefined): Explanation {
  if (message.startsWith("unclosed tag: ")) return { reason: `${openTag(innermost, text)} is never closed` };
  const unmatched = /^unmatched closing tag: (.*)\.$/.exec(message)?.[1];
  if (unmatched !== undefined) return { reason: `</${unmatched}> closes nothing that is open` };
  return { reason: message.replace(/\.$/, "").replace(/^The /, "the ") };
}

function bareAmpersand(text: string, from: number): number | undefined {
  const found = text.slice(from).search(/&(?!(?:[^\s&;<"'#][^\s&;<"']*|#\d+|#x[\da-fA-F]+);)/);
  return found < 0 ? undefined : from + found;
}

function openTag(element: XmlElement | undefined, text: string): string {
  if (element === undefined) return "an element";
  const { line, column } = positionOf({ file: { name: "", text }, start: element.start, end: element.start });
  return `<${element.name}> (opened at ${line}:${column})`;
}

function endsInside(text: string, element: XmlElement | undefined): Explanation {
  const within = element === undefined ? "" : `, within ${openTag(element, text)}`;
  return { reason: `it ends inside a tag, comment or section${within}` };
}

function curlyHint(last: string): string {
  return "“”‘’".includes(last)
    ? "Curly quotes, often copied from a web page, are not quotes to XML."
    : 'Write name="value".';
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
