import { problem } from "../problems/problem.ts";
import type { Call, Callable } from "./callable.ts";
import { defineCallables } from "./define-callables.ts";
import { asInteger, asKey, asList, asMap } from "./expect.ts";
import { lookUp } from "./lookups/look-up.ts";
import { Missing, required } from "./missing.ts";
import { Unknown } from "./unknown.ts";
import { isMap, type Value, valueMap } from "./value.ts";

const lookupTakes = "name *terms wantlist? errors? **options";

/** Every function by name. The input is none. */
export const functions: ReadonlyMap<string, Callable> = new Map([
  ...defineCallables("shape", {
    range: ["*numbers", (_, call) => range(call)],
    dict: ["*pairs **named", (_, call) => makeMap(call)],
    namespace: ["*pairs **named", (_, call) => makeMap(call)],
    undef: ["hint?", (_, { args, at }) => new Missing(args.text("hint", "a value must be given here"), at)],
  }),
  ...defineCallables("values", {
    lookup: [lookupTakes, (_, call) => lookUp(call, false)],
    query: [lookupTakes, (_, call) => lookUp(call, true)],
    q: [lookupTakes, (_, call) => lookUp(call, true)],
  }),
]);

function range(call: Call): Value {
  const numbers = call.args.rest.map((one) => asInteger(required(one), call));
  if (numbers.length < 1 || numbers.length > 3) {
    throw problem("RB2001", "range takes one to three arguments (start, stop, step)", { at: call.at });
  }
  const [first = 0, second, step = 1] = numbers;
  if (step === 0) throw problem("RB2003", "range takes a step other than zero", { at: call.at });
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  call.steps.spend(length, call.at);
  return Array.from({ length }, (_, index) => start + index * step);
}

function makeMap(call: Call): Value {
  const entries: [string, Value][] = [];
  for (const pairs of call.args.rest.map(required)) {
    if (isMap(pairs)) entries.push(...Object.entries(asMap(pairs, call)));
    else for (const pair of asList(pairs, call)) entries.push(entryOf(pair, call));
  }
  for (const [name, value] of call.args.extra) entries.push([name, required(value)]);
  return valueMap(entries);
}

function entryOf(pair: Value, call: Call): [string, Value] {
  const [key, value, ...more] = pair instanceof Unknown ? [] : asList(pair, call);
  if (key !== undefined && value !== undefined && more.length === 0) return [asKey(key, call), value];
  throw problem("RB2003", "dict takes pairs of a key and a value", { at: call.at });
}
