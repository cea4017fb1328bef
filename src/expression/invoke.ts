import type { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { Arguments, type Given, nothingGiven } from "./arguments.ts";
import type { Call, Callable, Use } from "./callable.ts";
import { concealed, firstSecret, revealed } from "./conceal.ts";
import { filters } from "./filters/filters.ts";
import { boundedText } from "./limits.ts";
import { Missing, required, unknownAmong } from "./missing.ts";
import { quotingNoSecret } from "./quoting-no-secret.ts";
import type { Signature } from "./signature.ts";
import type { TestCall } from "./tests/test.ts";
import { tests } from "./tests/tests.ts";
import { Unknown } from "./unknown.ts";
import { unknownName } from "./unknown-name.ts";
import { firstUnknown, isList, type Value } from "./value.ts";

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
  const question = new Question(name, test.takes, given, at);
  if (value instanceof Unknown) return value;
  if (given === nothingGiven) return test.run(value, question);
  const values = withArguments(value, given);
  const unknown = unknownAmong(values);
  if (unknown) return unknown;
  if (!values.some(firstSecret)) return test.run(value, question);
  const open = new Question(name, test.takes, revealedGiven(given), at);
  return quotingNoSecret(values, () => test.run(value, open));
}

class Question implements TestCall {
  readonly args: Arguments;
  readonly at: Span;
  readonly #name: string;

  constructor(name: string, takes: Signature, given: Given, at: Span) {
    this.#name = name;
    this.at = at;
    this.args = new Arguments(takes, given, this);
  }

  get what(): string {
    return `"is ${this.#name}"`;
  }
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
  const values = given === nothingGiven ? value : withArguments(value, given);
  const unknown = callable.sees === "shape" ? unknownOnTop(value, values) : firstUnknown(values);
  if (unknown) return unknown;
  const reveals = callable.sees === "text" || callable.sees === "data";
  const secret = reveals ? firstSecret(values) : undefined;
  if (secret) return applyToSecrets(secret, { name, callable }, [value, given], use);
  return checked(callable.run(value, call), use.at);
}

function unknownOnTop(value: Value, values: Value): Unknown | undefined {
  if (value instanceof Unknown) return value;
  return value === values || !isList(values) ? undefined : unknownAmong(values);
}

type Sighted = Exclude<Callable, { readonly sees: "anything" }>;

/** The same on what the secrets say; the result is a secret again. */
function applyToSecrets(
  { name: secret }: SecretText,
  { name, callable }: { readonly name: string; readonly callable: Sighted },
  [value, given]: readonly [Value, Given],
  use: Use,
): Value | Missing {
  const open = new Application(name, callable, revealedGiven(given), use);
  const result = quotingNoSecret(withArguments(value, given), () => callable.run(revealed(value), open));
  return concealed(checked(result, use.at), secret, callable.sees === "data");
}

class Application implements Call {
  readonly args: Arguments;
  readonly #name: string;
  readonly #use: Use;

  constructor(name: string, callable: Callable, given: Given, use: Use) {
    this.#name = name;
    this.#use = use;
    this.args = new Arguments(callable.takes, given, this);
  }

  get what(): string {
    return `"${this.#name}"`;
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

/** A value and the arguments beside it; RB2002 when one is missing. */
function withArguments(value: Value, { positional, named }: Given): readonly Value[] {
  const values = [value];
  for (const one of positional) values.push(required(one));
  for (const [, one] of named) values.push(required(one));
  return values;
}

function revealedGiven({ positional, named }: Given): Given {
  if (positional.length === 0 && named.length === 0) return nothingGiven;
  const plain = (value: Value | Missing) => (value instanceof Missing ? value : revealed(value));
  return { positional: positional.map(plain), named: named.map(([name, value]) => [name, plain(value)]) };
}

function checked(result: Value | Missing, at: Span): Value | Missing {
  return typeof result === "string" ? boundedText(result, at) : result;
}
