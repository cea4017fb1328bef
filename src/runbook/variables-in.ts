import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { LocatedEntry } from "../source/located.ts";
import { compileValue, type ValueSource } from "./value-source.ts";

/** Variables with their values, templates compiled; RB1101 to the collector for what cannot be a name. */
export function variablesIn(entries: readonly LocatedEntry[], collector: Collector): ReadonlyMap<string, ValueSource> {
  const sources = new Map<string, ValueSource>();
  for (const { key: name, keySpan, value } of entries) {
    const source = collector.attempt(() => {
      if (isVariableName(name)) return compileValue(value);
      throw problem("RB1101", `"${name}" cannot be a variable's name`, {
        at: keySpan,
        hint: "Letters, digits and underscores.",
      });
    });
    if (source) sources.set(name, source);
  }
  return sources;
}

/** Letters, digits and underscores, no digit first. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
}
