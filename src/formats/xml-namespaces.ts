import type { XmlElement } from "./xml-document.ts";

/** Prefixes of a path and the namespaces they stand for. A prefix that is not here is compared as it is written. */
export type Namespaces = Readonly<Record<string, string>>;

/** The namespace that a prefix (`""`: none) stands for at an element; `undefined` when no `xmlns` says so. */
export function namespaceAt(element: XmlElement, prefix: string): string | undefined {
  const declaration = prefix === "" ? "xmlns" : `xmlns:${prefix}`;
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    const uri = at.attributes.get(declaration);
    if (uri !== undefined) return uri === "" ? undefined : uri;
  }
  return prefix === "xml" ? "http://www.w3.org/XML/1998/namespace" : undefined;
}

/** A name cut at its colon; the prefix is `""` when there is none. */
export function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(":");
  return colon < 0 ? { prefix: "", local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

/** Whether an element has the name that a path's step asks for. */
export function elementHasName(element: XmlElement, wanted: string, namespaces: Namespaces): boolean {
  if (wanted === "*") return true;
  const { prefix, local } = splitName(wanted);
  if (prefix === "" || !Object.hasOwn(namespaces, prefix)) return element.name === wanted;
  const found = splitName(element.name);
  return found.local === local && namespaceAt(element, found.prefix) === namespaces[prefix];
}

/** An element's attribute, by the name a path gives it, as it is written in the file; `undefined` when it has none. */
export function writtenAttributeName(element: XmlElement, wanted: string, namespaces: Namespaces): string | undefined {
  const { prefix, local } = splitName(wanted);
  if (prefix === "" || !Object.hasOwn(namespaces, prefix)) return element.attributes.has(wanted) ? wanted : undefined;
  return [...element.attributes.keys()].find((name) => {
    const found = splitName(name);
    return found.prefix !== "" && found.local === local && namespaceAt(element, found.prefix) === namespaces[prefix];
  });
}

/** A name of a path, for a new element or attribute. */
export interface WantedName {
  readonly kind: "element" | "attribute";
  readonly name: string;
}

/**
 * A path's name as it must be written inside an element: a mapped prefix becomes one that is declared there.
 * `undefined` when the file declares none for that namespace.
 */
export function nameInside(element: XmlElement, wanted: WantedName, namespaces: Namespaces): string | undefined {
  const { prefix, local } = splitName(wanted.name);
  if (prefix === "" || !Object.hasOwn(namespaces, prefix)) return wanted.name;
  const declared = prefixesAt(element).filter((one) => one !== "" || wanted.kind === "element");
  const found = declared.find((one) => namespaceAt(element, one) === namespaces[prefix]);
  if (found === undefined) return undefined;
  return found === "" ? local : `${found}:${local}`;
}

/** Every prefix declared at an element or around it; `""` stands for the default namespace. */
function prefixesAt(element: XmlElement): readonly string[] {
  const found: string[] = [];
  for (let at: XmlElement | undefined = element; at; at = at.parent) {
    for (const name of at.attributes.keys()) if (/^xmlns(?:$|:)/.test(name)) found.push(name.slice(6));
  }
  return found;
}

/** A name with its namespace as lxml and Ansible write it: `{uri}local`, or the bare name where there is none. */
export function clarkName(element: XmlElement, name: string, kind: "element" | "attribute"): string {
  const { prefix, local } = splitName(name);
  const uri = kind === "attribute" && prefix === "" ? undefined : namespaceAt(element, prefix);
  return uri === undefined ? name : `{${uri}}${local}`;
}
