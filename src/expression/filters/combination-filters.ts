import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { itemsOf } from "../items-of.ts";
import { required } from "../missing.ts";
import type { Value } from "../value.ts";

/** Filters that put items of several lists, or several items of one, together. Each item of a combination is a loop step. */
export const combinationFilters: ReadonlyMap<string, Callable> = defineCallables("shape", {
  zip: ["*others", (input, call) => zipped(listsOf(input, call), Math.min)],
  zip_longest: [
    "*others fillvalue?",
    (input, call) => zipped(listsOf(input, call), Math.max, call.args.value("fillvalue") ?? null),
  ],
  product: ["*others repeat?", product],
  combinations: ["r", (input, call) => chosen(input, call, (from, index) => from.slice(index + 1))],
  permutations: ["r?", (input, call) => chosen(input, call, (from, index) => from.toSpliced(index, 1))],
});

function listsOf(input: Value, call: Call): readonly (readonly Value[])[] {
  return [input, ...call.args.rest.map(required)].map((list) => itemsOf(list, call));
}

function zipped(
  lists: readonly (readonly Value[])[],
  lengthOf: (...lengths: readonly number[]) => number,
  filling: Value = null,
): Value {
  const length = lengthOf(...lists.map((list) => list.length));
  return Array.from({ length }, (_, index) =>
    lists.map((list) => (index < list.length ? (list[index] ?? null) : filling)),
  );
}

/** Every choice of one item from each list; the last list's items change fastest. */
function product(input: Value, call: Call): Value {
  const repeat = call.args.integer("repeat", 1);
  if (repeat < 0 || repeat > 20) throw problem("RB2003", `"repeat" of ${call.what} is from 0 to 20`, { at: call.at });
  const once = listsOf(input, call);
  const lists = Array.from({ length: repeat }, () => once).flat();
  let made: readonly (readonly Value[])[] = [[]];
  for (const [index, list] of lists.entries()) {
    call.steps.spend(made.length * list.length * (index + 1), call.at);
    made = made.flatMap((begun) => list.map((item) => [...begun, item]));
  }
  return made;
}

/** Every choice of `r` items, in the order of the list; `left` tells which may follow the one at a place. */
function chosen(input: Value, call: Call, left: (from: readonly Value[], index: number) => readonly Value[]): Value {
  const items = itemsOf(input, call);
  const size = call.args.integer("r", items.length);
  if (size < 0) throw problem("RB2003", `"r" of ${call.what} is not below 0`, { at: call.at });
  const choose = (from: readonly Value[], count: number): readonly (readonly Value[])[] => {
    if (count === 0) return [[]];
    if (count > from.length) return [];
    return from.flatMap((item, index) => {
      call.steps.spend(size, call.at);
      return choose(left(from, index), count - 1).map((rest) => [item, ...rest]);
    });
  };
  return choose(items, size);
}
