import { didYouMean, nearest } from "../problems/did-you-mean.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { XmlDocument, XmlElement } from "./xml-document.ts";
import type { XmlPath, XmlStep } from "./xml-path.ts";
import { type NameRules, selectByStep } from "./xml-select.ts";
import { looksSecret, showElement } from "./xml-show-tag.ts";

/** The one element of a path, or how far the path leads and what of it is missing. */
export interface Resolved {
  /** The element, or the deepest one on the way to it; `undefined` when not even the root fits. */
  readonly element: XmlElement | undefined;
  /** The steps that lead nowhere yet; empty when `element` is the one meant. */
  readonly missing: readonly XmlStep[];
}

/** Finds the one element that an edit means. RB5103 when the path, or the part of it that exists, fits several. */
export function resolvePath(document: XmlDocument, path: XmlPath, rules: NameRules): Resolved {
  const lists = selectByStep(document, path.steps, rules);
  const empty = lists.findIndex((list) => list.length === 0);
  const reached = empty < 0 ? lists.length : empty;
  const missing = path.steps.slice(reached);
  const [element, ...others] = lists[reached - 1] ?? [];
  if (element && others.length > 0 && (missing.length === 0 || isSimple(missing))) {
    throw several(document, path.steps[reached - 1]?.source ?? path.source, [element, ...others]);
  }
  return { element, missing };
}

/** Whether elements can be made that such steps would find: plain names, with `[@a='x']` or `[child='x']` at most. */
export function isSimple(steps: readonly XmlStep[]): boolean {
  return steps.every(
    ({ axis, name, predicates }) =>
      axis === "child" &&
      name !== "*" &&
      predicates.every(({ kind, ...rest }) => (kind === "attribute" || kind === "child") && "value" in rest),
  );
}

/** RB5104: what the path reached, what stands there, and what may have been meant. */
export function matchesNothing(document: XmlDocument, path: XmlPath, { element, missing }: Resolved): ProblemError {
  const wanted = missing[0]?.name ?? "";
  const message = `${path.source} matches nothing in ${document.name}`;
  if (element === undefined) {
    const { root } = document;
    const onlyCase = root.name.toLowerCase() === wanted.toLowerCase();
    const hint = onlyCase ? "Names match exactly; ignore_root_case: true lets the root differ in case." : undefined;
    return problem("RB5104", `${message}: the root element is <${root.name}>`, { hint });
  }
  const names = [...new Set(element.children.map((child) => child.name))];
  const holds = names.length === 0 ? "has no elements inside" : `holds ${names.map((name) => `<${name}>`).join(", ")}`;
  const meant = names.includes(wanted)
    ? "a predicate does not fit"
    : nearest(wanted, names) && didYouMean(wanted, names);
  return problem("RB5104", `${message}: ${showElement(document, element)} ${holds}`, { hint: meant });
}

function several(document: XmlDocument, source: string, elements: readonly XmlElement[]): ProblemError {
  const shown = elements.slice(0, 5).map((element) => showElement(document, element));
  const more = elements.length > 5 ? `, and ${elements.length - 5} more` : "";
  const message = `${source} matched ${elements.length} elements in ${document.name}: ${shown.join(", ")}${more}`;
  return problem("RB5103", message, { hint: `Say which one: ${source}${distinction(elements)}.` });
}

/** A predicate that only the first element passes, by an attribute that tells them apart where there is one. */
function distinction(elements: readonly XmlElement[]): string {
  for (const [name, value] of elements[0]?.attributes ?? []) {
    const unlike = elements.slice(1).every((other) => other.attributes.get(name) !== value);
    if (unlike && !looksSecret(name, value) && !value.includes("'")) return `[@${name}='${value}']`;
  }
  return "[1]";
}
