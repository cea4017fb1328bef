import type { Callable, Run, Sees } from "./callable.ts";
import type { Missing } from "./missing.ts";
import { signature } from "./signature.ts";
import type { Value } from "./value.ts";

/** Names with what they take and do. */
export type Definitions<Input> = Readonly<Record<string, readonly [takes: string, run: Run<Input>]>>;

/** Callables by name that never meet a missing or unknown input. */
export function defineCallables(
  sees: Exclude<Sees, "anything">,
  definitions: Definitions<Value>,
): ReadonlyMap<string, Callable> {
  return new Map(
    Object.entries(definitions).map(([name, [takes, run]]) => [name, { sees, takes: signature(takes), run }]),
  );
}

/** Callables by name that take any input. */
export function defineLenientCallables(definitions: Definitions<Value | Missing>): ReadonlyMap<string, Callable> {
  return new Map(
    Object.entries(definitions).map(([name, [takes, run]]) => [
      name,
      { sees: "anything" as const, takes: signature(takes), run },
    ]),
  );
}
