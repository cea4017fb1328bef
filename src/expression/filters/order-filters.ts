import { SecretText } from "../../secrets/secret-text.ts";
import { arithmetic } from "../arithmetic.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asList } from "../expect.ts";
import { identityOf } from "../identity-of.ts";
import { memberAt } from "../member-path.ts";
import { Missing, required } from "../missing.ts";
import { compare } from "../order.ts";
import type { Value } from "../value.ts";

/** Filters that compare items. As in Jinja, texts compare without case unless `case_sensitive`; in set operations with case. */
export const orderFilters: ReadonlyMap<string, Callable> = defineCallables("values", {
  sort: [
    "reverse? case_sensitive? attribute?",
    (input, call) => {
      const sign = call.args.flag("reverse") ? -1 : 1;
      const sorted = keyed(input, call).sort((left, right) => sign * compare(left.key, right.key, call.at));
      return sorted.map(({ item }) => item);
    },
  ],
  min: ["case_sensitive? attribute?", (input, call) => extreme(input, call, -1)],
  max: ["case_sensitive? attribute?", (input, call) => extreme(input, call, 1)],
  unique: ["case_sensitive? attribute?", (input, call) => distinct(keyed(input, call)).map(({ item }) => item)],
  sum: ["attribute? start?", sum],
  union: ["other", (input, call) => distinctItems([...asList(input, call), ...other(call)])],
  intersect: [
    "other",
    (input, call) => {
      const known = identities(other(call));
      return distinctItems(asList(input, call).filter((item) => known.has(identityOf(item))));
    },
  ],
  difference: [
    "other",
    (input, call) => {
      const known = identities(other(call));
      return distinctItems(asList(input, call).filter((item) => !known.has(identityOf(item))));
    },
  ],
});

interface Keyed {
  readonly item: Value;
  readonly key: Value;
}

/** Items with what they are compared by. */
function keyed(input: Value, call: Call): Keyed[] {
  const folds = !call.args.flag("case_sensitive");
  return asList(input, call).map((item) => {
    const key = keyOf(item, call);
    return { item, key: folds ? folded(key) : key };
  });
}

function keyOf(item: Value, { args, at }: Call): Value {
  const attribute = args.value("attribute") ?? null;
  return attribute === null ? item : required(memberAt(item, args.text("attribute"), { owner: () => "an item", at }));
}

function folded(key: Value): Value {
  if (key instanceof SecretText) return key.reveal().toLowerCase();
  return typeof key === "string" ? key.toLowerCase() : key;
}

function extreme(input: Value, call: Call, sign: number): Value | Missing {
  const [first, ...others] = keyed(input, call);
  if (!first) return new Missing(`${call.what} is given nothing: it is empty`, call.at);
  return others.reduce((best, one) => (compare(one.key, best.key, call.at) * sign > 0 ? one : best), first).item;
}

function sum(input: Value, call: Call): Value {
  const start = call.args.value("start") ?? 0;
  return asList(input, call).reduce((total, item) => arithmetic("+", [total, keyOf(item, call)], call), start);
}

function other(call: Call): readonly Value[] {
  return asList(call.args.value("other") ?? null, call);
}

function identities(items: readonly Value[]): ReadonlySet<string> {
  return new Set(items.map(identityOf));
}

function distinctItems(items: readonly Value[]): readonly Value[] {
  return distinct(items.map((item) => ({ item, key: item }))).map(({ item }) => item);
}

/** The first of all that have the same key, in their order. */
function distinct(items: readonly Keyed[]): readonly Keyed[] {
  const seen = new Set<string>();
  return items.filter(({ key }) => {
    const identity = identityOf(key);
    return !seen.has(identity) && seen.add(identity);
  });
}
