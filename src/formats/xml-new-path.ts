import { type ProblemError, problem } from "../problems/problem.ts";
import type { XmlElement } from "./xml-document.ts";
import { type Namespaces, nameInside, type WantedName } from "./xml-namespaces.ts";
import type { NewElement } from "./xml-new-element.ts";
import type { XmlStep } from "./xml-path.ts";

/** What a new element holds. */
export type NewContent = Omit<NewElement, "name">;

/**
 * The elements that make a path's missing steps true, nested in each other: `[@a='x']` becomes an attribute and
 * `[child='x']` a child. The innermost holds `content`, whose attributes win. RB5009 for a prefix the file does not have.
 */
export function newElementFor(
  parent: XmlElement,
  steps: readonly XmlStep[],
  content: NewContent,
  namespaces: Namespaces = {},
): NewElement {
  const nameOf = (name: string, kind: WantedName["kind"] = "element") => {
    const written = nameInside(parent, { kind, name }, namespaces);
    if (written === undefined) throw noPrefix(name);
    return written;
  };
  const made = steps.toReversed().reduce<NewElement | undefined>((inner, step) => {
    const own = inner === undefined ? content : { children: [inner] };
    const wanted = { ...attributesOf(step), ...own.attributes };
    const attributes = Object.fromEntries(
      Object.entries(wanted).map(([name, value]) => [nameOf(name, "attribute"), value]),
    );
    const children = [...childrenOf(step, nameOf), ...(own.children ?? [])];
    if (own.text !== undefined && children.length > 0) {
      throw problem("RB5009", `${step.source} cannot have both a text and the child its predicate asks for`);
    }
    return { name: nameOf(step.name), attributes, children, ...(own.text !== undefined && { text: own.text }) };
  }, undefined);
  if (made === undefined) throw problem("RB8999", "no step of the path is missing");
  return made;
}

function attributesOf({ predicates }: XmlStep): Readonly<Record<string, string>> {
  return Object.fromEntries(
    predicates.flatMap((one) => (one.kind === "attribute" && one.value !== undefined ? [[one.name, one.value]] : [])),
  );
}

function childrenOf({ predicates }: XmlStep, nameOf: (wanted: string) => string): readonly NewElement[] {
  return predicates.flatMap((one) =>
    one.kind === "child" && one.value !== undefined ? [{ name: nameOf(one.name), text: one.value }] : [],
  );
}

/** RB5009: a name in a namespace for which the file has no prefix. */
export function noPrefix(name: string): ProblemError {
  return problem("RB5009", `no prefix is declared for the namespace of "${name}", so it cannot be written`, {
    hint: "Declare the namespace on an element around it first.",
  });
}
