import type { Arguments } from "../arguments.ts";
import type { Use } from "../callable.ts";
import type { Missing } from "../missing.ts";
import type { Outside } from "../scope.ts";
import { type Signature, signature } from "../signature.ts";
import type { Value } from "../value.ts";

/** One term of a lookup: the options, and what lies outside of the variables. */
export interface LookupCall extends Use {
  readonly what: string;
  readonly options: Arguments;
  readonly outside: Outside;
}

/** What is looked up for one term; `takes` are its options. */
export interface Lookup {
  readonly takes: Signature;
  readonly run: (term: string, call: LookupCall) => Value | Missing;
}

/** Lookups by name, each with the options it takes. */
export function defineLookups(
  definitions: Readonly<Record<string, readonly [options: string, run: Lookup["run"]]>>,
): ReadonlyMap<string, Lookup> {
  const entries = Object.entries(definitions);
  return new Map(entries.map(([name, [options, run]]) => [name, { takes: signature(`* ${options}`), run }]));
}
