import { type ProblemError, problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** The result of an expression that leads nowhere: what is missing, and where it was named. Only `default` and `is defined` bear it. */
export class Missing {
  readonly message: string;
  readonly at: Span;
  readonly #hint: () => string | undefined;

  constructor(message: string, at: Span, hint: () => string | undefined = () => undefined) {
    this.message = message;
    this.at = at;
    this.#hint = hint;
  }

  /** The error for those who need a value: RB2002. */
  problem(): ProblemError {
    return problem("RB2002", this.message, { at: this.at, hint: this.#hint() });
  }
}

/** The value; RB2002 when it is missing. */
export function required(value: Value | Missing): Value {
  if (value instanceof Missing) throw value.problem();
  return value;
}

/** The first of the values that is unknown itself. */
export function unknownAmong(values: Iterable<Value | Missing>): Unknown | undefined {
  for (const value of values) if (value instanceof Unknown) return value;
  return undefined;
}
