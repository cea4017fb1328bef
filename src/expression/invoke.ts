import type { Span } from "../source/span.ts";
import { Arguments, type Given, nothingGiven } from "./arguments.ts";
import type { Call, Callable, Use } from "./callable.ts";
import { concealed, firstSecret, revealed } from "./conceal.ts";
import { filters } from "./filters/filters.ts";
import { boundedText } from "./limits.ts";
import { Missing, required, unknownAmong } from "./missing.ts";
import { quotingNoSecret } from "./quoting-no-secret.ts";
import { tests } from "./tests/tests.ts";
import { Unknown } from "./unknown.ts";
import { unknownName } from "./unknown-name.ts";
import { firstUnknown, type Value } from "./value.ts";

/** The result of a filter on an input; unknowns and secrets are treated as the filter's `sees` says. RB2004. */
export function applyFilter(
  name: string,
  [input, given]: readonly [Value | Missing, Given],
  use: Use,
): Value | Missing {
  const filter = filters.get(name);
  if (!filter) throw unknownName("filter", name, { names: filters.keys(), at: use.at });
  return apply(name, filter, [input, given], use);
}

/** The answer of a test; only `defined` and `undefined` take what is missing or unknown. RB2004. */
export function applyTest(
  name: string,
  [input, given]: readonly [Value | Missing, Given],
  { at }: Use,
): boolean | Unknown {
  if (name === "defined") return !(input instanceof Missing);
  if (name === "undefined") return input instanceof Missing;
  const test = tests.get(name);
  if (!test) throw unknownName("test", name, { names: [...tests.keys(), "defined", "undefined"], at });
  const value = required(input);
  const what = `"is ${name}"`;
  const args = new Arguments(test.takes, revealedGiven(given), { what, at });
  if (value instanceof Unknown) return value;
  if (!args.some) return test.run(value, { what, at, args });
  const values = [value, ...allOf(given)];
  return unknownAmong(values) ?? quotingNoSecret(values, () => test.run(value, { what, at, args }));
}

/** The result of a filter, method or function. */
export function apply(
  name: string,
  callable: Callable,
  [input, given]: readonly [Value | Missing, Given],
  use: Use,
): Value | Missing {
  const call = new Application(name, callable, given, use);
  if (callable.sees === "anything") return callable.run(input, call);
  const value = required(input);
  const values = call.args.some ? [value, ...[...call.args.all()].map(required)] : [value];
  const unknown = callable.sees === "shape" ? unknownAmong(values) : firstUnknown(values);
  if (unknown) return unknown;
  const reveals = callable.sees === "text" || callable.sees === "data";
  const secret = reveals ? firstSecret(values) : undefined;
  if (!secret) return checked(callable.run(value, call), use.at);
  const open = new Application(name, callable, revealedGiven(given), use);
  const result = quotingNoSecret(values, () => callable.run(revealed(value), open));
  return concealed(checked(result, use.at), secret.name, callable.sees === "data");
}

class Application implements Call {
  readonly what: string;
  readonly args: Arguments;
  readonly #use: Use;

  constructor(name: string, callable: Callable, given: Given, use: Use) {
    this.what = `"${name}"`;
    this.args = new Arguments(callable.takes, given, { what: this.what, at: use.at });
    this.#use = use;
  }

  get at() {
    return this.#use.at;
  }

  get scope() {
    return this.#use.scope;
  }

  get steps() {
    return this.#use.steps;
  }

  filter(name: string, input: Value | Missing, given: Given): Value | Missing {
    return applyFilter(name, [input, given], this.#use);
  }

  test(name: string, input: Value | Missing, given: Given): boolean | Unknown {
    return applyTest(name, [input, given], this.#use);
  }
}

function allOf({ positional, named }: Given): readonly Value[] {
  return [...positional, ...named.map(([, value]) => value)].map(required);
}

function revealedGiven({ positional, named }: Given): Given {
  if (positional.length === 0 && named.length === 0) return nothingGiven;
  const plain = (value: Value | Missing) => (value instanceof Missing ? value : revealed(value));
  return { positional: positional.map(plain), named: named.map(([name, value]) => [name, plain(value)]) };
}

function checked(result: Value | Missing, at: Span): Value | Missing {
  return typeof result === "string" ? boundedText(result, at) : result;
}
