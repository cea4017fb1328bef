import { textOf, type XmlDocument, type XmlElement } from "./xml-document.ts";
import { elementHasName, type Namespaces, writtenAttributeName } from "./xml-namespaces.ts";
import type { XmlPath, XmlPredicate, XmlStep } from "./xml-path.ts";

/** How names in a path are compared with names in the file. */
export interface NameRules {
  /** Prefixes of the path that stand for namespaces. */
  readonly namespaces?: Namespaces | undefined;
  /** The root element's name may differ in case: `serverconf` finds `serverConf` too. */
  readonly ignoreRootCase?: boolean | undefined;
}

/** The elements that a path leads to (for `/@a` only those that have it), in document order; maybe none. */
export function selectElements(document: XmlDocument, path: XmlPath, rules: NameRules = {}): readonly XmlElement[] {
  const found = selectByStep(document, path.steps, rules).at(-1) ?? [];
  const { target } = path;
  if (target.kind !== "attribute") return found;
  return found.filter((element) => writtenAttributeName(element, target.name, rules.namespaces ?? {}) !== undefined);
}

/** What each step leads to, in document order: as many lists as there are steps. */
export function selectByStep(
  document: XmlDocument,
  steps: readonly XmlStep[],
  rules: NameRules,
): readonly (readonly XmlElement[])[] {
  const lists: (readonly XmlElement[])[] = [];
  let contexts: readonly Parent[] = [{ children: [document.root] }];
  for (const step of steps) {
    const found = [
      ...new Set(parentsOf(contexts, step.axis).flatMap((parent) => passing(document, parent, step, rules))),
    ];
    const list = found.sort((one, other) => one.start - other.start);
    lists.push(list);
    contexts = list;
  }
  return lists;
}

/** An element, or the document itself, whose only child is the root. */
interface Parent {
  readonly children: readonly XmlElement[];
}

/** The parents whose children a step looks at: for `//` every descendant too, none twice. */
function parentsOf(contexts: readonly Parent[], axis: XmlStep["axis"]): readonly Parent[] {
  if (axis === "child") return contexts;
  const seen = new Set<Parent>();
  const waiting = contexts.toReversed();
  for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
    if (seen.has(parent)) continue;
    seen.add(parent);
    for (const child of parent.children) waiting.push(child);
  }
  return [...seen];
}

function passing(document: XmlDocument, parent: Parent, step: XmlStep, rules: NameRules): readonly XmlElement[] {
  const named = parent.children.filter((element) => hasName(element, step.name, rules));
  return step.predicates.reduce<readonly XmlElement[]>(
    (left, predicate) =>
      left.filter((element, index) => passes(predicate, { document, element, index, count: left.length, rules })),
    named,
  );
}

function hasName(element: XmlElement, name: string, { namespaces = {}, ignoreRootCase }: NameRules): boolean {
  if (elementHasName(element, name, namespaces)) return true;
  return ignoreRootCase === true && !element.parent && element.name.toLowerCase() === name.toLowerCase();
}

interface Candidate {
  readonly document: XmlDocument;
  readonly element: XmlElement;
  readonly index: number;
  readonly count: number;
  readonly rules: NameRules;
}

function passes(predicate: XmlPredicate, { document, element, index, count, rules }: Candidate): boolean {
  const namespaces = rules.namespaces ?? {};
  switch (predicate.kind) {
    case "position":
      return index + 1 === predicate.position;
    case "last":
      return index + 1 === count;
    case "attribute": {
      const name = writtenAttributeName(element, predicate.name, namespaces);
      return name !== undefined && (predicate.value === undefined || element.attributes.get(name) === predicate.value);
    }
    case "child":
      return element.children.some(
        (child) =>
          elementHasName(child, predicate.name, namespaces) &&
          (predicate.value === undefined || textOf(document, child) === predicate.value),
      );
    case "text":
      return textOf(document, element) === predicate.value;
  }
}
