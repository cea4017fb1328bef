import { randomUUID } from "node:crypto";
import type { Scope } from "../expression/scope.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";

/** What the variable `omit` holds: a text that no host can print and nobody can write. */
export function newOmission(): string {
  return `(omit ${randomUUID()})`;
}

/**
 * The value of a parameter without what is `omit`: keys and items that are written as such; `undefined` when it is left out
 * itself. RB1101 where `omit` is a part of a text.
 */
export function withoutOmitted(source: ValueSource, scope: Scope): Value | undefined {
  if (source.kind === "list") {
    return source.items.map((item) => withoutOmitted(item, scope)).filter((item) => item !== undefined);
  }
  if (source.kind === "map") {
    const entries = source.entries.map(([key, item]) => [key, withoutOmitted(item, scope)] as const);
    return valueMap(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
  }
  const value = evaluateSource(source, scope);
  const omission = scope.lookup("omit");
  if (typeof value !== "string" || typeof omission !== "string" || !value.includes(omission)) return value;
  if (value === omission) return undefined;
  throw problem("RB1101", '"omit" leaves out a whole value; it cannot be a part of a text', {
    at: source.span,
    hint: 'let the expression be the whole value: "{{ x | default(omit) }}"',
  });
}
