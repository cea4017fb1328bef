import { problem } from "../problems/problem.ts";
import { encodeText } from "./encoding.ts";
import { removeAttribute, setAttribute } from "./xml-attribute-splice.ts";
import { textOf, type XmlDocument, type XmlElement } from "./xml-document.ts";
import { addChildren, removeElement, replaceChildren } from "./xml-element-splice.ts";
import { nameInside, writtenAttributeName } from "./xml-namespaces.ts";
import type { NewElement } from "./xml-new-element.ts";
import { type NewContent, newElementFor, noPrefix } from "./xml-new-path.ts";
import { parseXml } from "./xml-parse.ts";
import type { XmlPath } from "./xml-path.ts";
import { isSimple, matchesNothing, resolvePath } from "./xml-resolve.ts";
import type { NameRules } from "./xml-select.ts";
import type { Splice } from "./xml-splice.ts";
import { setText } from "./xml-text-splice.ts";
import { verifyEdit } from "./xml-verify.ts";

/**
 * What should be so afterwards. `set`: the attribute or text that the path names (of an element, its text) has this value;
 * `ensure`: the element is there; `remove`: what the path names is gone; the rest is about the element's children.
 */
export type XmlEdit =
  | { readonly kind: "set"; readonly path: XmlPath; readonly value: string }
  | { readonly kind: "ensure"; readonly path: XmlPath }
  | { readonly kind: "remove"; readonly path: XmlPath }
  | { readonly kind: "add-children"; readonly path: XmlPath; readonly children: readonly NewElement[] }
  | { readonly kind: "set-children"; readonly path: XmlPath; readonly children: readonly NewElement[] };

/** How names are compared, and whether `set`, `ensure` and the children edits make missing elements (default: no). */
export interface EditOptions extends NameRules {
  readonly create?: boolean | undefined;
}

/**
 * The document's bytes with the edit made: only the named thing differs, in the file's own quotes, line ends, indentation
 * and encoding. The same bytes when it is so already. `name` is the path shown in messages.
 * RB5101, RB5105 to RB5107: refused as it is; RB5103: several elements fit; RB5104: none does, and none may be made;
 * RB1101: a value that XML cannot carry; RB5006: the result is not what was meant, nothing is returned.
 */
export function editXml(bytes: Uint8Array, name: string, edit: XmlEdit, options: EditOptions = {}): Uint8Array {
  return editDocument(parseXml(bytes, name), edit, options) ?? bytes;
}

/** As `editXml`, for a document that is parsed already; `undefined` when it is so already. */
export function editDocument(document: XmlDocument, edit: XmlEdit, options: EditOptions = {}): Uint8Array | undefined {
  const splice = planEdit(document, edit, options);
  if (splice === undefined) return undefined;
  const edited = document.text.slice(0, splice.start) + splice.text + document.text.slice(splice.end);
  const bytes = encodeText(edited, document.encoding);
  verifyEdit(document, edited, splice);
  return bytes;
}

function planEdit(document: XmlDocument, edit: XmlEdit, options: EditOptions): Splice | undefined {
  const resolved = resolvePath(document, edit.path, options);
  const { element, missing } = resolved;
  if (element !== undefined && missing.length === 0) return planFor(document, element, edit, options);
  if (edit.kind === "remove") return undefined;
  if (element === undefined || options.create !== true) throw matchesNothing(document, edit.path, resolved);
  if (!isSimple(missing)) {
    throw problem(
      "RB5104",
      `${edit.path.source} matches nothing in ${document.name}, and no element can be made for it`,
      {
        hint: "Elements are made only for plain steps such as /a/b or /a/b[@name='x'].",
      },
    );
  }
  return addChildren(document, element, [newElementFor(element, missing, contentOf(edit), options.namespaces)]);
}

/** What the element at the end of the path holds when it has to be made. */
function contentOf(edit: XmlEdit): NewContent {
  switch (edit.kind) {
    case "set":
      return edit.path.target.kind === "attribute"
        ? { attributes: { [edit.path.target.name]: edit.value } }
        : { text: edit.value };
    case "add-children":
    case "set-children":
      return { children: edit.children };
    default:
      return {};
  }
}

function planFor(document: XmlDocument, element: XmlElement, edit: XmlEdit, options: EditOptions): Splice | undefined {
  switch (edit.kind) {
    case "ensure":
      return undefined;
    case "set":
      return planSet(document, element, edit, options);
    case "remove":
      return planRemove(document, element, edit.path, options);
    case "add-children":
      return addChildren(
        document,
        element,
        edit.children.filter((child) => !isThere(document, element, child)),
      );
    case "set-children":
      return sameChildren(document, element, edit.children)
        ? undefined
        : replaceChildren(document, element, edit.children);
  }
}

function planSet(
  document: XmlDocument,
  element: XmlElement,
  { path, value }: { readonly path: XmlPath; readonly value: string },
  { namespaces = {} }: EditOptions,
): Splice | undefined {
  if (path.target.kind !== "attribute") return setText(document, element, value);
  const { name } = path.target;
  const written =
    writtenAttributeName(element, name, namespaces) ?? nameInside(element, { kind: "attribute", name }, namespaces);
  if (written === undefined) throw noPrefix(name);
  return setAttribute(document, element, [written, value]);
}

function planRemove(
  document: XmlDocument,
  element: XmlElement,
  path: XmlPath,
  options: EditOptions,
): Splice | undefined {
  switch (path.target.kind) {
    case "element":
      return removeElement(document, element);
    case "text":
      return setText(document, element, "");
    case "attribute": {
      const name = writtenAttributeName(element, path.target.name, options.namespaces ?? {});
      return name === undefined ? undefined : removeAttribute(document, element, name);
    }
  }
}

function sameChildren(document: XmlDocument, parent: XmlElement, children: readonly NewElement[]): boolean {
  return (
    parent.children.length === children.length &&
    children.every((child, index) => isSame(document, parent.children[index], child))
  );
}

function isThere(document: XmlDocument, parent: XmlElement, child: NewElement): boolean {
  return parent.children.some((present) => isSame(document, present, child));
}

function isSame(document: XmlDocument, present: XmlElement | undefined, wanted: NewElement): boolean {
  if (present === undefined || present.name !== wanted.name) return false;
  const attributes = Object.entries(wanted.attributes ?? {});
  const alike = attributes.every(([name, value]) => present.attributes.get(name) === value);
  const children = wanted.children ?? [];
  const content =
    children.length > 0 || present.children.length > 0 || textOf(document, present).trim() === (wanted.text ?? "");
  return alike && present.attributes.size === attributes.length && content && sameChildren(document, present, children);
}
