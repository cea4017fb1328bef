import type { Span } from "../source/span.ts";
import type { Arguments, Given } from "./arguments.ts";
import type { Steps } from "./limits.ts";
import type { Missing } from "./missing.ts";
import type { Scope } from "./scope.ts";
import type { Signature } from "./signature.ts";
import type { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/**
 * What a callable can cope with. `anything`: also a missing or unknown input. `shape`: it looks at the outside only, so
 * unknowns and secrets inside pass through. `values`: nothing inside is unknown, secrets are seen as secrets. `text`:
 * secrets are revealed to it, and every text in its result becomes a secret. `data`: the same, and every number becomes a
 * secret text.
 */
export type Sees = "anything" | "shape" | "values" | "text" | "data";

/** Where a callable is used, with which names, and the loop steps it may take. */
export interface Use {
  readonly at: Span;
  readonly scope: Scope;
  readonly steps: Steps;
}

/** One use of a callable: its name for messages, its arguments, and the way to other filters and tests. */
export interface Call extends Use {
  readonly what: string;
  readonly args: Arguments;
  filter(name: string, input: Value | Missing, given: Given): Value | Missing;
  test(name: string, input: Value | Missing, given: Given): boolean | Unknown;
}

/** A filter, method or function; `Input` is `Value | Missing` only for those that see anything. */
export type Callable =
  | { readonly sees: "anything"; readonly takes: Signature; readonly run: Run<Value | Missing> }
  | { readonly sees: Exclude<Sees, "anything">; readonly takes: Signature; readonly run: Run<Value> };

/** The work of a callable. */
export type Run<Input> = (input: Input, call: Call) => Value | Missing;
