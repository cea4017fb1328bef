import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { Arguments, type Given } from "./arguments.ts";
import type { Call, Callable } from "./callable.ts";
import { concealed, firstSecret, revealed } from "./conceal.ts";
import { filters } from "./filters/filters.ts";
import { boundedText, type Steps } from "./limits.ts";
import { Missing, required, unknownAmong } from "./missing.ts";
import { tests } from "./tests/tests.ts";
import { Unknown } from "./unknown.ts";
import { firstUnknown, type Value } from "./value.ts";

/** Where a callable is used, and the loop steps it may take. */
export interface Use {
  readonly at: Span;
  readonly steps: Steps;
}

/** The result of a filter on an input; unknowns and secrets are treated as the filter's `sees` says. RB2004. */
export function applyFilter(
  name: string,
  [input, given]: readonly [Value | Missing, Given],
  use: Use,
): Value | Missing {
  const filter = filters.get(name);
  if (!filter) throw unknownName("filter", name, { names: filters.keys(), at: use.at });
  return apply(filter, [input, given], { ...use, what: `"${name}"` });
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
  const args = new Arguments(test.takes, revealedGiven(given), { what: `"is ${name}"`, at });
  const unknown = unknownAmong([value, ...args.all()]);
  return value instanceof Unknown ? value : (unknown ?? test.run(value, { what: `"is ${name}"`, at, args }));
}

/** The result of a filter, method or function. */
export function apply(
  callable: Callable,
  [input, given]: readonly [Value | Missing, Given],
  use: Use & { readonly what: string },
): Value | Missing {
  if (callable.sees === "anything") return callable.run(input, callOf(callable, given, use));
  const value = required(input);
  const call = callOf(callable, given, use);
  const values = [value, ...[...call.args.all()].map(required)];
  const unknown = callable.sees === "shape" ? unknownAmong(values) : firstUnknown(values);
  if (unknown) return unknown;
  const secret = callable.sees === "text" ? firstSecret(values) : undefined;
  if (!secret) return checked(callable.run(value, call), use.at);
  const result = callable.run(revealed(value), callOf(callable, revealedGiven(given), use));
  return concealed(checked(result, use.at), secret.name);
}

/** The error for a name that is not there: RB2004. */
export function unknownName(kind: string, name: string, { names, at }: { names: Iterable<string>; at: Span }) {
  return problem("RB2004", `there is no ${kind} "${name}"`, { at, hint: didYouMean(name, names) });
}

function callOf(callable: Callable, given: Given, { at, steps, what }: Use & { readonly what: string }): Call {
  return {
    what,
    at,
    steps,
    args: new Arguments(callable.takes, given, { what, at }),
    filter: (name, input, more) => applyFilter(name, [input, more], { at, steps }),
    test: (name, input, more) => applyTest(name, [input, more], { at, steps }),
  };
}

function revealedGiven({ positional, named }: Given): Given {
  const plain = (value: Value | Missing) => (value instanceof Missing ? value : revealed(value));
  return { positional: positional.map(plain), named: named.map(([name, value]) => [name, plain(value)]) };
}

function checked(result: Value | Missing, at: Span): Value | Missing {
  return typeof result === "string" ? boundedText(result, at) : result;
}
