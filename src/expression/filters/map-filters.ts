import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { equal } from "../equality.ts";
import { asKey, asList, asMap } from "../expect.ts";
import { identityOf } from "../identity-of.ts";
import { required } from "../missing.ts";
import { Unknown } from "../unknown.ts";
import { firstUnknown, isList, isMap, ownValue, type Value, type ValueMap, valueMap } from "../value.ts";

/** Filters that make mappings, or lists of them. */
export const mapFilters: ReadonlyMap<string, Callable> = defineCallables("shape", {
  combine: ["*maps recursive? list_merge?", combine],
  dict2items: [
    "key_name? value_name?",
    (input, call) => {
      const [keyName, valueName] = names(call);
      return Object.entries(asMap(input, call)).map(([key, value]) =>
        valueMap([
          [keyName, key],
          [valueName, value],
        ]),
      );
    },
  ],
  items2dict: ["key_name? value_name?", itemsToMap],
});

function names({ args }: Call): readonly [string, string] {
  return [args.text("key_name", "key"), args.text("value_name", "value")];
}

function itemsToMap(input: Value, call: Call): Value {
  const [keyName, valueName] = names(call);
  const entries: [string, Value][] = [];
  for (const item of asList(input, call)) {
    if (item instanceof Unknown) return item;
    const [key, value] = [keyName, valueName].map((name) => partOf(item, name, call));
    if (key === undefined || value === undefined) {
      throw problem(
        "RB2002",
        `an item given to ${call.what} has no "${key === undefined ? keyName : valueName}"`,
        call,
      );
    }
    if (key instanceof Unknown) return key;
    entries.push([asKey(key, call), value]);
  }
  return valueMap(entries);
}

/** What a mapping has under a name, or a list at a place. */
function partOf(item: Exclude<Value, Unknown>, name: string, call: Call): Value | undefined {
  if (isList(item) && /^\d+$/.test(name)) return item[Number(name)];
  return ownValue(asMap(item, { what: `each item of ${call.what}`, at: call.at }), name);
}

type ListMerge = (older: readonly Value[], newer: readonly Value[]) => readonly Value[];

const listMerges: ReadonlyMap<string, ListMerge> = new Map<string, ListMerge>([
  ["replace", (_, newer) => newer],
  ["keep", (older) => older],
  ["append", (older, newer) => [...older, ...newer]],
  ["prepend", (older, newer) => [...newer, ...older]],
  ["append_rp", (older, newer) => [...without(older, newer), ...newer]],
  ["prepend_rp", (older, newer) => [...newer, ...without(older, newer)]],
]);

function without(list: readonly Value[], others: readonly Value[]): readonly Value[] {
  const known = new Set(others.filter((one) => !firstUnknown(one)).map(identityOf));
  return list.filter((one) => firstUnknown(one) !== undefined || !known.has(identityOf(one)));
}

function combine(input: Value, call: Call): Value {
  const method = call.args.text("list_merge", "replace");
  const listMerge = listMerges.get(method);
  if (!listMerge) {
    const hint = `use ${[...listMerges.keys()].join(", ")}`;
    throw problem("RB2003", `${call.what} does not know the list_merge "${method}"`, { at: call.at, hint });
  }
  const how = { recursive: call.args.flag("recursive"), listMerge };
  const maps: ValueMap[] = [];
  for (const one of [input, ...call.args.rest.map(required)].flatMap((given) => (isList(given) ? given : [given]))) {
    if (one instanceof Unknown) return one;
    maps.push(asMap(one, call));
  }
  return maps.length === 0 ? valueMap([]) : maps.reduceRight((newer, older) => merged(older, newer, how));
}

/** Of two equal mappings nothing is merged: their lists are not appended to themselves. */
function merged(older: ValueMap, newer: ValueMap, how: { recursive: boolean; listMerge: ListMerge }): ValueMap {
  if (equal(older, newer) === true) return newer;
  const entries = Object.entries(newer).map(([key, value]): [string, Value] => {
    const before = ownValue(older, key);
    if (how.recursive && isMap(before) && isMap(value)) return [key, merged(before, value, how)];
    return [key, isList(before) && isList(value) ? how.listMerge(before, value) : value];
  });
  return valueMap([...Object.entries(older), ...entries]);
}
