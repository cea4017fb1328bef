import { SecretText } from "../../secrets/secret-text.ts";
import type { Call, Callable } from "../callable.ts";
import { charactersOf, lengthOf } from "../characters.ts";
import { defineCallables } from "../define-callables.ts";
import { asList } from "../expect.ts";
import { itemsOf } from "../items-of.ts";
import { Missing, unknownAmong } from "../missing.ts";
import { isList, type Value } from "../value.ts";

/** Filters that look at the shape of a list, mapping or text. */
export const listFilters: ReadonlyMap<string, Callable> = defineCallables("shape", {
  length: ["", size],
  count: ["", size],
  first: ["", (input, call) => itemAt(0, input, call)],
  last: ["", (input, call) => itemAt(-1, input, call)],
  list: ["", (input, call) => itemsOf(input, call)],
  reverse: ["", reverse],
  flatten: [
    "levels? skip_nulls?",
    (input, call) => {
      const levels = call.args.integer("levels", Number.POSITIVE_INFINITY);
      const flat = flattened(asList(input, call), levels);
      const unknown = unknownAmong(flat);
      if (unknown) return unknown;
      return call.args.flag("skip_nulls", true) ? flat.filter((item) => item !== null) : flat;
    },
  ],
});

function size(input: Value, call: Call): Value {
  if (typeof input === "string") return lengthOf(input);
  if (input instanceof SecretText) return lengthOf(input.reveal());
  return asList(input, call).length;
}

function itemAt(place: number, input: Value, call: Call): Value | Missing {
  const item = itemsOf(input, call).at(place);
  return item === undefined ? new Missing(`${call.what} is given nothing: it is empty`, call.at) : item;
}

function reverse(input: Value, call: Call): Value {
  if (typeof input === "string") return charactersOf(input).toReversed().join("");
  if (input instanceof SecretText)
    return new SecretText(input.name, charactersOf(input.reveal()).toReversed().join(""));
  return asList(input, call).toReversed();
}

function flattened(list: readonly Value[], levels: number): readonly Value[] {
  return list.flatMap((item) => (isList(item) && levels > 0 ? flattened(item, levels - 1) : [item]));
}
