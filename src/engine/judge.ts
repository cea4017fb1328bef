import type { Expression } from "../expression/ast.ts";
import { evaluate } from "../expression/evaluate.ts";
import type { Scope } from "../expression/scope.ts";
import { holds } from "../expression/truth.ts";
import { Unknown } from "../expression/unknown.ts";

/** Whether all conditions hold: definite when one is definitely false, or all are definitely true. */
export function allHold(conditions: readonly Expression[], scope: Scope): boolean | Unknown {
  let unknown: Unknown | undefined;
  for (const condition of conditions) {
    const value = evaluate(condition, scope);
    if (value instanceof Unknown) unknown ??= value;
    else if (!holds(value, condition.span)) return false;
  }
  return unknown ?? true;
}
