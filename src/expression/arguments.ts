import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { type Asker, asInteger, asText, misfit } from "./expect.ts";
import { type Missing, required } from "./missing.ts";
import { mismatch, type Signature } from "./signature.ts";
import { isTrue } from "./truth.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** Arguments as given; a missing one is an error only when someone looks at it. */
export interface Given {
  readonly positional: readonly (Value | Missing)[];
  readonly named: readonly (readonly [string, Value | Missing])[];
}

/** Arguments under the names of a signature. */
export class Arguments {
  /** Positional arguments beyond the named ones. */
  readonly rest: readonly (Value | Missing)[];
  /** Named arguments that the signature does not know. */
  readonly extra: Given["named"];
  readonly #values: ReadonlyMap<string, Value | Missing>;
  readonly #asker: Asker;

  /** RB2001 when they do not fit the signature. */
  constructor(takes: Signature, given: Given, asker: Asker) {
    const named = given.named.map(([name]) => name);
    const wrong = mismatch(asker.what, takes, { positional: given.positional.length, named });
    if (wrong !== undefined) throw problem("RB2001", wrong, { at: asker.at });
    const values = new Map(given.named.filter(([name]) => takes.names.has(name)));
    for (const [index, name] of takes.positional.entries()) {
      const value = given.positional[index];
      if (value !== undefined) values.set(name, value);
    }
    this.rest = given.positional.slice(takes.positional.length);
    this.extra = given.named.filter(([name]) => !takes.names.has(name));
    this.#values = values;
    this.#asker = asker;
  }

  /** Where the call stands. */
  get at(): Span {
    return this.#asker.at;
  }

  /** The value as given, perhaps missing; `undefined` when the argument was left out. */
  raw(name: string): Value | Missing | undefined {
    return this.#values.get(name);
  }

  /** The value, `undefined` when left out; RB2002 when it is missing. */
  value(name: string): Value | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : required(value);
  }

  /** A text argument; without a fallback it must be there. */
  text(name: string, fallback?: string): string {
    const value = this.value(name) ?? fallback ?? null;
    return asText(value, this.#named(name));
  }

  /** A whole number, or the fallback. */
  integer<T>(name: string, fallback: T): number | T {
    const value = this.value(name);
    return value === undefined || value === null ? fallback : asInteger(value, this.#named(name));
  }

  /** A switch: the value's truth, false when left out. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    if (value instanceof Unknown) throw misfit("a known value", value, this.#named(name));
    return value === undefined ? fallback : isTrue(value);
  }

  /** Every argument, for a look at what is unknown or secret among them. */
  *all(): Iterable<Value | Missing> {
    yield* this.#values.values();
    yield* this.rest;
    for (const [, value] of this.extra) yield value;
  }

  #named(name: string): Asker {
    return { what: `"${name}" of ${this.#asker.what}`, at: this.#asker.at };
  }
}
