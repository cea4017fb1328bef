import { type EditOptions, editXml } from "../../../src/formats/xml-edit.ts";
import type { NewElement } from "../../../src/formats/xml-new-element.ts";
import { parseXmlPath } from "../../../src/formats/xml-path-parse.ts";

/** The path that messages show in these tests. */
export const file = "/conf/config-demo.xml";

/** Sets what the path names. */
export function set(text: string, path: string, value: string, options: EditOptions = {}): string {
  return edited(text, (bytes) => editXml(bytes, file, { kind: "set", path: parseXmlPath(path), value }, options));
}

/** Removes what the path names. */
export function remove(text: string, path: string, options: EditOptions = {}): string {
  return edited(text, (bytes) => editXml(bytes, file, { kind: "remove", path: parseXmlPath(path) }, options));
}

/** Makes sure that the element is there. */
export function ensure(text: string, path: string, options: EditOptions = { create: true }): string {
  return edited(text, (bytes) => editXml(bytes, file, { kind: "ensure", path: parseXmlPath(path) }, options));
}

/** Adds children, or with `only` makes them the only ones. */
export function children(text: string, path: string, list: readonly NewElement[], only = false): string {
  const kind = only ? "set-children" : "add-children";
  return edited(text, (bytes) => editXml(bytes, file, { kind, path: parseXmlPath(path), children: list }));
}

function edited(text: string, edit: (bytes: Uint8Array) => Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(edit(new TextEncoder().encode(text)));
}
