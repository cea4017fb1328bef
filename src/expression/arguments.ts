import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { type Asker, asInteger, asText, misfit } from "./expect.ts";
import { type Missing, required } from "./missing.ts";
import { mismatch, type Signature, suffices } from "./signature.ts";
import { isTrue } from "./truth.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** Arguments as given; a missing one is an error only when someone looks at it. */
export interface Given {
  readonly positional: readonly (Value | Missing)[];
  readonly named: readonly (readonly [string, Value | Missing])[];
}

/** No arguments at all. */
export const nothingGiven: Given = { positional: [], named: [] };

/** Arguments under the names of a signature. */
export class Arguments {
  readonly #takes: Signature;
  readonly #given: Given;
  readonly #asker: Asker;

  /** RB2001 when they do not fit the signature. */
  constructor(takes: Signature, given: Given, asker: Asker) {
    this.#takes = takes;
    this.#given = given;
    this.#asker = asker;
    const isPlain = given.named.length === 0 && suffices(takes, given.positional.length);
    const wrong = isPlain ? undefined : mismatch(asker.what, takes, shapeOf(given));
    if (wrong !== undefined) throw problem("RB2001", wrong, { at: asker.at });
  }

  /** Positional arguments beyond the named ones. */
  get rest(): readonly (Value | Missing)[] {
    return this.#given.positional.slice(this.#takes.positional.length);
  }

  /** Named arguments that the signature does not know. */
  get extra(): Given["named"] {
    return this.#given.named.filter(([name]) => !this.#takes.names.has(name));
  }

  /** Where the call stands. */
  get at(): Span {
    return this.#asker.at;
  }

  /** The value as given, perhaps missing; `undefined` when the argument was left out. */
  raw(name: string): Value | Missing | undefined {
    const { positional, named } = this.#given;
    const place = positional.length === 0 ? -1 : this.#takes.positional.indexOf(name);
    if (place !== -1 && place < positional.length) return positional[place];
    return named.find(([one]) => one === name)?.[1];
  }

  /** The value, `undefined` when left out; RB2002 when it is missing. */
  value(name: string): Value | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : required(value);
  }

  /** A text argument; without a fallback it must be there. */
  text(name: string, fallback?: string): string {
    const value = this.value(name) ?? fallback ?? null;
    return asText(value, this.asker(name));
  }

  /** A text argument; `undefined` when it is left out or none. */
  optionalText(name: string): string | undefined {
    const value = this.value(name) ?? null;
    return value === null ? undefined : asText(value, this.asker(name));
  }

  /** A whole number, or the fallback. */
  integer<T>(name: string, fallback: T): number | T {
    const value = this.value(name);
    return value === undefined || value === null ? fallback : asInteger(value, this.asker(name));
  }

  /** A switch: the value's truth, false when left out. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    if (value instanceof Unknown) throw misfit("a known value", value, this.asker(name));
    return value === undefined ? fallback : isTrue(value);
  }

  /** The argument of that name, for messages. */
  asker(name: string): Asker {
    return { what: `"${name}" of ${this.#asker.what}`, at: this.#asker.at };
  }
}

function shapeOf({ positional, named }: Given) {
  return { positional: positional.length, named: named.map(([name]) => name) };
}
