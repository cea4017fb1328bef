import type { Span } from "../source/span.ts";
import { ownValue, type Value, type ValueMap } from "./value.ts";

/** Where names get their values. `lookup` gives `undefined` for a name that is not defined (never for one that is null). */
export interface Scope {
  lookup(name: string): Value | undefined;
  /** Every defined name, for "did you mean". */
  names(): Iterable<string>;
  /** What lookups reach besides; absent where nothing lies outside. */
  readonly outside?: Outside | undefined;
}

/** What lies outside of the variables, on the machine that runs us. RB2107 for a file that is not there. */
export interface Outside {
  /** A variable of the environment. */
  environment(name: string): string | undefined;
  /** The text of a file beside the runbook. */
  file(name: string, at: Span): string;
  /** A template beside the runbook, rendered with a scope's names. */
  template(name: string, scope: Scope, at: Span): Value;
  /** The same, files looked for in these folders first. */
  near?(folders: readonly string[]): Outside;
}

/** The keys of a map as names. */
export function scopeOf(map: ValueMap): Scope {
  return { lookup: (name) => ownValue(map, name), names: () => Object.keys(map) };
}

/** Several scopes as one; the first that knows a name gives its value. */
export function layered(...scopes: readonly Scope[]): Scope {
  return {
    lookup(name) {
      for (const scope of scopes) {
        const value = scope.lookup(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    names: () => new Set(scopes.flatMap((scope) => [...scope.names()])),
    outside: scopes.find(({ outside }) => outside !== undefined)?.outside,
  };
}
