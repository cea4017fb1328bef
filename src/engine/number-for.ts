import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { problem } from "../problems/problem.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";

/** A number from 0 on that a keyword says, or another one where it says nothing. RB2003. */
export function numberFor(
  source: ValueSource | undefined,
  scope: Scope,
  { keyword, otherwise }: { readonly keyword: string; readonly otherwise: number },
): number {
  if (!source) return otherwise;
  const value = evaluateSource(source, scope);
  if (value instanceof Unknown) {
    throw problem("RB2003", `"${keyword}" needs a value that is not known: ${value.because}`, { at: source.span });
  }
  const number = typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  if (typeof number === "number" && number >= 0) return number;
  throw problem("RB2003", `"${keyword}" must be a number from 0 on`, { at: source.span });
}
