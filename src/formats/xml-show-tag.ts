import { positionOf } from "../source/span.ts";
import type { XmlDocument, XmlElement } from "./xml-document.ts";

const secretName = /pass|pwd|secret|private|credential|token|key|login|auth/i;
const longest = 60;

/** An element for a message: `12:3 <ims authIMSTAClientId="..." authIMSTAClientSecret=(secret)>`; at most five attributes. */
export function showElement(document: XmlDocument, element: XmlElement): string {
  const { line, column } = positionOf({
    file: { name: document.name, text: document.text },
    start: element.start,
    end: element.start,
  });
  const attributes = [...element.attributes].slice(0, 5).map(([name, value]) => ` ${name}=${showValue(name, value)}`);
  const more = element.attributes.size > 5 ? " ..." : "";
  return `${line}:${column} <${element.name}${attributes.join("")}${more}>`;
}

/** Whether an attribute looks like one whose value nobody should see: by its name, or as Campaign's ciphertext `@...=`. */
export function looksSecret(name: string, value: string): boolean {
  return secretName.test(name) || /^@.{8,}=$/s.test(value);
}

function showValue(name: string, value: string): string {
  if (looksSecret(name, value)) return "(secret)";
  return JSON.stringify(value.length > longest ? `${value.slice(0, longest)}...` : value);
}
