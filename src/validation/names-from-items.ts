import { loopVariables } from "../engine/loop-variables.ts";
import type { Template } from "../expression/ast.ts";
import { referencesOf } from "../expression/references.ts";
import { renderTemplate } from "../expression/render-template.ts";
import { scopeOf } from "../expression/scope.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { ProblemError } from "../problems/problem.ts";
import { loopItems } from "../runbook/loop-items.ts";
import type { Loop, Task } from "../runbook/model.ts";
import { isConstant, type ValueSource } from "../runbook/value-source.ts";
import type { Span } from "../source/span.ts";

/** A text that a parameter has, and where it is written. */
export interface WrittenName {
  readonly name: string;
  readonly at: Span;
}

/** The texts that a parameter is known to have: the one written there, or what constant items of the task's loop make of it. */
export function namesFromItems(source: ValueSource, { loop, when }: Task): readonly WrittenName[] {
  if (source.kind === "constant")
    return typeof source.value === "string" ? [{ name: source.value, at: source.span }] : [];
  if (source.kind !== "template" || !loop || !isConstant(loop.source)) return [];
  const own = new Set([loop.variable, loop.index]);
  const refersTo = (parsed: Parameters<typeof referencesOf>[0]) => referencesOf(parsed).map(({ name }) => name);
  // A condition may leave items out; that is for a run to tell.
  if (when.flatMap(refersTo).some((name) => own.has(name))) return [];
  if (!refersTo(source.template).every((name) => own.has(name))) return [];
  return rendered(source.template, loop);
}

/** Nothing where an item makes no text of it: a run tells why. */
function rendered(template: Template, loop: Loop): readonly WrittenName[] {
  try {
    const items = loopItems(loop, scopeOf(valueMap([])));
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Value, number) => {
      const name = renderTemplate(template, scopeOf(valueMap([...loopVariables(loop, item, number)])));
      return typeof name === "string" ? [{ name, at: placeOfItem(loop, number, items.length) }] : [];
    });
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

function placeOfItem({ source }: Loop, number: number, count: number): Span {
  const own = source.kind === "list" && source.items.length === count ? source.items[number] : undefined;
  return (own ?? source).span;
}
