import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList, isMap, type Value, valueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import type { Loop } from "./model.ts";
import { sequenceItems } from "./sequence-items.ts";
import { evaluateSource } from "./value-source.ts";

const mostItems = 100_000;

/** The items of a loop; unknown where it cannot be told how many there are. RB2003 for what makes no list. */
export function loopItems({ source, form }: Loop, scope: Scope): readonly Value[] | Unknown {
  const value = evaluateSource(source, scope);
  if (value instanceof Unknown) return value;
  const { span } = source;
  switch (form) {
    case "list":
      return listOf(value, '"loop" must be a list', span);
    case "items":
      return flattened(isList(value) ? value : [value]);
    case "dict":
      if (!isMap(value)) throw problem("RB2003", '"with_dict" must be a mapping', { at: span });
      return Object.entries(value).map(([key, one]) => pair(key, one));
    case "nested":
      return nested(listOf(value, '"with_nested" must be a list of lists', span), span);
    case "sequence":
      return sequenceItems(value, span);
  }
}

function listOf(value: Value, sentence: string, at: Span): readonly Value[] {
  if (isList(value)) return value;
  throw problem("RB2003", sentence, { at });
}

/** Lists among the items count as their items, one level deep, as in Ansible. */
function flattened(items: readonly Value[]): readonly Value[] | Unknown {
  const unknown = items.find((item) => item instanceof Unknown);
  return unknown ?? items.flatMap((item) => (isList(item) ? item : [item]));
}

function pair(key: string, value: Value): Value {
  return valueMap([
    ["key", key],
    ["value", value],
  ]);
}

/** Every combination of one item of each list, the last list the fastest. */
function nested(lists: readonly Value[], at: Span): readonly Value[] | Unknown {
  const unknown = lists.find((one) => one instanceof Unknown);
  if (unknown) return unknown;
  let combinations: readonly (readonly Value[])[] = [[]];
  for (const one of lists) {
    const items = isList(one) ? one : [one];
    if (combinations.length * items.length > mostItems) {
      throw problem("RB2006", `"with_nested" makes more than ${mostItems} items`, { at });
    }
    combinations = combinations.flatMap((so) => items.map((item) => [...so, item]));
  }
  return combinations;
}
