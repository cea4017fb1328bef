/** A path to elements, or to one attribute or the text of them. Parsed by `parseXmlPath`. */
export interface XmlPath {
  /** As it was written. */
  readonly source: string;
  readonly steps: readonly XmlStep[];
  readonly target: XmlTarget;
}

/** What of the elements a path means. */
export type XmlTarget =
  | { readonly kind: "element" }
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "text" };

/** One step: children, or descendants at any depth, with this name (`*`: any) that pass every predicate in turn. */
export interface XmlStep {
  readonly axis: "child" | "descendant";
  readonly name: string;
  readonly predicates: readonly XmlPredicate[];
  /** The path up to and with this step. */
  readonly source: string;
}

/** `[2]`, `[last()]`, `[@a]`, `[@a='x']`, `[child]`, `[child='x']`, `[text()='x']`. Positions count from 1. */
export type XmlPredicate =
  | { readonly kind: "position"; readonly position: number }
  | { readonly kind: "last" }
  | { readonly kind: "attribute"; readonly name: string; readonly value?: string }
  | { readonly kind: "child"; readonly name: string; readonly value?: string }
  | { readonly kind: "text"; readonly value: string };

/** The same elements, but one attribute of them. */
export function attributePath(path: XmlPath, name: string): XmlPath {
  return { ...path, source: `${path.source}/@${name}`, target: { kind: "attribute", name } };
}
