import { problem } from "../problems/problem.ts";
import { remember } from "./remember.ts";
import type { XmlDocument, XmlElement } from "./xml-document.ts";
import { decodeXml } from "./xml-encoding.ts";
import { type Place, passGate } from "./xml-gate.ts";
import { locateElements } from "./xml-locate.ts";
import { scanOpenTag } from "./xml-open-tag.ts";

/**
 * A document with the place of each element, or a refusal: two parsers and our own tag scanner must agree about every
 * element. `name` is the path shown in messages. RB5101, RB5105, RB5106, RB5107; RB5006 when the parsers disagree.
 */
export function parseXml(bytes: Uint8Array, name: string): XmlDocument {
  const { text, encoding } = decodeXml(bytes, name);
  return { name, text, encoding, ...parseText(text, name) };
}

const parseText = remember(
  (text, name): Pick<XmlDocument, "root" | "elements" | "events"> => {
    const { events, elements, instructions } = passGate(text, name);
    const root = elements[0];
    if (root === undefined || !agreed(text, elements, instructions)) {
      throw problem("RB5006", `${name} is read differently by two XML parsers, so it is left alone`, {
        hint: "This is rare and worth reporting, with the file.",
      });
    }
    return { root, elements, events };
  },
  { most: 16, longest: 256 * 1024 },
);

function agreed(text: string, elements: readonly XmlElement[], instructions: readonly Place[]): boolean {
  const located = locateElements(text, instructions);
  return (
    located?.length === elements.length &&
    elements.every((element, index) => {
      const other = located[index];
      return element.start === other?.start && element.end === other.end && tagMatches(text, element);
    })
  );
}

function tagMatches(text: string, element: XmlElement): boolean {
  const tag = scanOpenTag(text, element.start);
  const names = [...element.attributes.keys()];
  return (
    tag.name === element.name &&
    tag.end === element.openEnd &&
    tag.attributes.length === names.length &&
    tag.attributes.every((attribute, index) => attribute.name === names[index])
  );
}
