import type { Value } from "../expression/value.ts";
import type { Loop } from "../runbook/model.ts";

/** The variables of an item: its own, and that of its number from 0 on. */
export function loopVariables({ variable, index }: Loop, item: Value, number: number): ReadonlyMap<string, Value> {
  const own: readonly (readonly [string, Value])[] = [[variable, item]];
  return new Map(index === undefined ? own : [...own, [index, number]]);
}
