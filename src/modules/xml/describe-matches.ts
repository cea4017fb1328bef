import { type Value, valueMap } from "../../expression/value.ts";
import { leadingTextOf, type XmlDocument, type XmlElement } from "../../formats/xml-document.ts";
import { clarkName } from "../../formats/xml-namespaces.ts";

/** What community.general.xml gives for `content: attribute`: one map for each element, from its name to its attributes. */
export function attributesOfMatches(elements: readonly XmlElement[]): readonly Value[] {
  return elements.map((element) => {
    const named = [...element.attributes].filter(([name]) => !/^xmlns(?:$|:)/.test(name));
    const attributes = named.map(([name, value]) => [clarkName(element, name, "attribute"), value] as const);
    return valueMap([[nameOf(element), valueMap(attributes)]]);
  });
}

/** What community.general.xml gives for `content: text`: one map for each element, from its name to its text or null. */
export function textsOfMatches(document: XmlDocument, elements: readonly XmlElement[]): readonly Value[] {
  return elements.map((element) => valueMap([[nameOf(element), leadingTextOf(document, element) ?? null]]));
}

/** Where an element stands, as lxml's getpath says it: `/root/child[2]`, positions only among several of one name. */
export function placeOfMatch(element: XmlElement): string {
  const { parent, name } = element;
  if (parent === undefined) return `/${name}`;
  const alike = parent.children.filter((child) => child.name === name);
  return `${placeOfMatch(parent)}/${name}${alike.length > 1 ? `[${alike.indexOf(element) + 1}]` : ""}`;
}

function nameOf(element: XmlElement): string {
  return clarkName(element, element.name, "element");
}
