import type { XmlDocument, XmlElement } from "../formats/xml-document.ts";
import { problem } from "../problems/problem.ts";

/** The two files that make up the configuration of an instance. */
export interface Configuration {
  readonly instance: XmlDocument;
  /** `undefined` when the host has no serverConf.xml. */
  readonly server: XmlDocument | undefined;
}

/** A value and the file it comes from. */
export interface EffectiveValue {
  readonly value: string;
  readonly from: "instance" | "server" | "default";
}

/** Where an attribute stands: names of elements below the root, and the attribute's own. */
export interface AttributePlace {
  readonly path: readonly string[];
  readonly attribute: string;
}

/**
 * What Campaign goes by: the instance file's attribute if it is there, even empty, else the one of serverConf.xml, else the
 * documented default. Adobe: "Configuration principle", "Pipeline troubleshooting".
 */
export function effective(configuration: Configuration, place: AttributePlace, fallback = ""): EffectiveValue {
  const own = attributeOf(configuration.instance, place);
  if (own !== undefined) return { value: own, from: "instance" };
  const shared = configuration.server && attributeOf(configuration.server, place);
  return shared === undefined ? { value: fallback, from: "default" } : { value: shared, from: "server" };
}

/**
 * The element at a path below the root, `undefined` when it is not there. The root is written `serverconf` and `serverConf`,
 * so it counts in any case; all other names count as they are. RB5101: another root; RB5103: two such elements.
 */
export function elementAt(document: XmlDocument, path: readonly string[]): XmlElement | undefined {
  if (document.root.name.toLowerCase() !== "serverconf") {
    throw problem("RB5101", `${document.name} is not a Campaign configuration: its root is <${document.root.name}>`);
  }
  let found: XmlElement[] = [document.root];
  for (const name of path) found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  if (found.length > 1) {
    throw problem(
      "RB5103",
      `${document.name} has ${found.length} elements /serverconf/${path.join("/")}, so none can be trusted`,
    );
  }
  return found[0];
}

function attributeOf(document: XmlDocument, { path, attribute }: AttributePlace): string | undefined {
  return elementAt(document, path)?.attributes.get(attribute);
}
