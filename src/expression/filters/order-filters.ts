import { problem } from "../../problems/problem.ts";
import { arithmetic } from "../arithmetic.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asList, asMap } from "../expect.ts";
import { identityOf } from "../identity-of.ts";
import { Missing } from "../missing.ts";
import { compare } from "../order.ts";
import type { Value } from "../value.ts";
import { folded, type Keyed, keyed, keyOf } from "./keyed.ts";

/** Filters that compare items. As in Jinja, texts compare without case unless `case_sensitive`; in set operations with case. */
export const orderFilters: ReadonlyMap<string, Callable> = defineCallables("values", {
  sort: [
    "reverse? case_sensitive? attribute?",
    (input, call) => {
      const sorted = keyed(input, call, attributesOf(call));
      const sign = call.args.flag("reverse") ? -1 : 1;
      return sorted.sort((left, right) => sign * compare(left.key, right.key, call.at)).map(({ item }) => item);
    },
  ],
  min: ["case_sensitive? attribute?", (input, call) => extreme(input, call, -1)],
  max: ["case_sensitive? attribute?", (input, call) => extreme(input, call, 1)],
  unique: ["case_sensitive? attribute?", (input, call) => distinct(keyed(input, call)).map(({ item }) => item)],
  sum: ["attribute? start?", sum],
  dictsort: ["case_sensitive? by? reverse?", sortEntries],
  groupby: ["attribute default? case_sensitive?", group],
  union: ["other", (input, call) => distinctItems([...asList(input, call), ...other(call)])],
  intersect: [
    "other",
    (input, call) => {
      const known = identities(other(call));
      return distinctItems(asList(input, call).filter((item) => known.has(identityOf(item))));
    },
  ],
  symmetric_difference: [
    "other",
    (input, call) => {
      const [left, right] = [asList(input, call), other(call)];
      const [inLeft, inRight] = [identities(left), identities(right)];
      return distinctItems(
        [...left, ...right].filter((item) => inLeft.has(identityOf(item)) !== inRight.has(identityOf(item))),
      );
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

/** `attribute='team,name'`: by the first one, and where that is the same by the next. */
function attributesOf({ args }: Call): readonly string[] | undefined {
  return args.optionalText("attribute")?.split(",");
}

function sortEntries(input: Value, call: Call): Value {
  const by = call.args.text("by", "key");
  if (by !== "key" && by !== "value") {
    throw problem("RB2003", `${call.what} sorts by "key" or "value", not "${by}"`, { at: call.at });
  }
  const folds = !call.args.flag("case_sensitive");
  const entries = Object.entries(asMap(input, call)).map(([key, value]) => {
    const one = by === "key" ? key : value;
    return { item: [key, value], key: folds ? folded(one) : one };
  });
  const sign = call.args.flag("reverse") ? -1 : 1;
  return entries.sort((left, right) => sign * compare(left.key, right.key, call.at)).map(({ item }) => item);
}

/** Pairs of a value and the list of items that have it, in the order of the values. */
function group(input: Value, call: Call): Value {
  const groups: { readonly key: Value; readonly first: Value; readonly items: Value[] }[] = [];
  const sorted = keyed(input, call).sort((left, right) => compare(left.key, right.key, call.at));
  for (const { item, key } of sorted) {
    const last = groups.at(-1);
    if (last && identityOf(last.key) === identityOf(key)) last.items.push(item);
    else groups.push({ key, first: keyOf(item, call), items: [item] });
  }
  return groups.map(({ first, items }) => [first, items]);
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
