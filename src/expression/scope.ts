import type { Value } from "./value.ts";

/** Where names get their values. `lookup` gives `undefined` for a name that is not defined (never for one that is null). */
export interface Scope {
  lookup(name: string): Value | undefined;
  /** Every defined name, for "did you mean". */
  names(): Iterable<string>;
}
