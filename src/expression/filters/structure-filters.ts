import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables, defineLenientCallables } from "../define-callables.ts";
import { asKey, asList, asMap, asText, misfit } from "../expect.ts";
import { memberAt } from "../member-path.ts";
import { Missing, required } from "../missing.ts";
import { itemOf } from "../subscript.ts";
import { Unknown } from "../unknown.ts";
import { isList, isMap, ownValue, type Value, valueMap } from "../value.ts";

/** Filters that find their way through lists and mappings, or make other ones of them. */
export const structureFilters: ReadonlyMap<string, Callable> = new Map([
  ...defineLenientCallables({ mandatory: ["msg?", mandatory] }),
  ...defineCallables("shape", {
    extract: ["container morekeys?", extract],
    subelements: ["subelements skip_missing?", subelements],
    rekey_on_member: ["key duplicates?", rekey],
    items: ["", (input, call) => Object.entries(asMap(input, call))],
    batch: ["linecount fill_with?", batch],
    slice: ["slices fill_with?", slice],
  }),
]);

function mandatory(input: Value | Missing, { args, at }: Call): Value | Missing {
  const message = input instanceof Missing ? args.optionalText("msg") : undefined;
  return message === undefined ? required(input) : new Missing(message, at);
}

/** `'key' | extract(container, ['deeper', 0])`. */
function extract(input: Value, call: Call): Value | Missing {
  const more = call.args.value("morekeys") ?? null;
  const keys = [input, ...(isList(more) ? more : more === null ? [] : [more])];
  let found: Value | Missing = call.args.value("container") ?? null;
  for (const key of keys) {
    if (key instanceof Unknown) return key;
    if (found instanceof Unknown || found instanceof Missing) return found;
    found = itemOf(found, key, { owner: () => "the container", at: call.at });
  }
  return found;
}

/** A pair of each element and each item of the list that it holds. */
function subelements(input: Value, call: Call): Value {
  const path = call.args.value("subelements") ?? null;
  const steps = isList(path) ? path.map((step) => asText(step, call)).join(".") : call.args.text("subelements");
  const pairs: Value[] = [];
  for (const element of isMap(input) ? Object.values(input) : asList(input, call)) {
    const found = memberAt(element, steps, { owner: () => "an element", at: call.at });
    if (found instanceof Missing && call.args.flag("skip_missing")) continue;
    const inner = required(found);
    if (inner instanceof Unknown) return inner;
    if (!isList(inner)) throw misfit(`a list at "${steps}" of each element`, inner, call);
    pairs.push(...inner.map((item) => [element, item]));
  }
  return pairs;
}

function rekey(input: Value, call: Call): Value {
  const { what, at, args } = call;
  const name = args.text("key");
  const duplicates = args.text("duplicates", "error");
  if (duplicates !== "error" && duplicates !== "overwrite") {
    throw problem("RB2003", `"duplicates" of ${what} is "error" or "overwrite", not "${duplicates}"`, { at });
  }
  const entries = new Map<string, Value>();
  for (const item of isMap(input) ? Object.values(input) : asList(input, call)) {
    if (item instanceof Unknown) return item;
    const value = ownValue(asMap(item, { what: `each item of ${what}`, at }), name);
    if (value === undefined) throw problem("RB2002", `an item given to ${what} has no "${name}"`, { at });
    if (value instanceof Unknown) return value;
    const key = asKey(value, call);
    if (entries.has(key) && duplicates === "error") {
      throw problem("RB2003", `two items given to ${what} have the same "${name}"`, { at });
    }
    entries.set(key, item);
  }
  return valueMap(entries);
}

/** Lists of so many items; the last is filled up when there is something to fill it with. */
function batch(input: Value, call: Call): Value {
  const size = countOf("linecount", call);
  const items = asList(input, call);
  const filling = call.args.value("fill_with") ?? null;
  const rows = Array.from({ length: Math.ceil(items.length / size) }, (_, row) =>
    items.slice(row * size, row * size + size),
  );
  const last = rows.at(-1);
  if (filling !== null && last) rows.splice(-1, 1, [...last, ...repeated(filling, size - last.length, call)]);
  return rows;
}

/** So many lists of about the same length; the shorter ones come last and are filled up when there is something for it. */
function slice(input: Value, call: Call): Value {
  const count = countOf("slices", call);
  const items = asList(input, call);
  const filling = call.args.value("fill_with") ?? null;
  const least = Math.floor(items.length / count);
  const longer = items.length % count;
  call.steps.spend(count, call.at);
  return Array.from({ length: count }, (_, index) => {
    const begin = index * least + Math.min(index, longer);
    const own = items.slice(begin, begin + least + (index < longer ? 1 : 0));
    return filling !== null && index >= longer ? [...own, filling] : own;
  });
}

function repeated(value: Value, count: number, { steps, at }: Call): readonly Value[] {
  steps.spend(count, at);
  return Array.from({ length: count }, () => value);
}

function countOf(name: string, { args, what, at }: Call): number {
  const count = args.integer(name, 0);
  if (count > 0) return count;
  throw problem("RB2003", `"${name}" of ${what} is a whole number above 0`, { at });
}
