import { problem } from "../../problems/problem.ts";
import type { Call, Callable } from "../callable.ts";
import { defineCallables } from "../define-callables.ts";
import { asInteger, asList, misfit } from "../expect.ts";
import { Missing } from "../missing.ts";
import { PythonRandom } from "../python-random.ts";
import type { Value } from "../value.ts";

/** What chance gives for a seed: the same at all times, and the same as in Ansible. Without a seed, a plan could not tell. */
export const chanceFilters: ReadonlyMap<string, Callable> = defineCallables("values", {
  random: ["start? step? seed?", random],
  shuffle: ["seed?", shuffle],
});

function random(input: Value, call: Call): Value | Missing {
  const { args, what, at } = call;
  const chance = chanceOf(call);
  if (typeof input !== "number") {
    const items = asList(input, call);
    return items[chance.below(Math.max(1, items.length))] ?? new Missing(`${what} is given nothing: it is empty`, at);
  }
  const [start, step] = [args.integer("start", 0), args.integer("step", 1) || 1];
  const count = Math.ceil((asInteger(input, call) - start) / step);
  if (count > 0) return start + step * chance.below(count);
  throw problem("RB2003", `${what} has no number to choose: from ${start} to before ${input} there is none`, { at });
}

/** The last places first, each with one that is not placed yet. */
function shuffle(input: Value, call: Call): Value {
  const chance = chanceOf(call);
  const items = [...asList(input, call)];
  for (let place = items.length - 1; place > 0; place--) {
    const other = chance.below(place + 1);
    [items[place], items[other]] = [items[other] ?? null, items[place] ?? null];
  }
  return items;
}

function chanceOf({ args, what, at }: Call): PythonRandom {
  const seed = args.value("seed") ?? null;
  if (typeof seed === "string" || (typeof seed === "number" && Number.isSafeInteger(seed)))
    return new PythonRandom(seed);
  if (seed !== null) throw misfit("text or a whole number", seed, args.asker("seed"));
  throw problem("RB2001", `${what} needs a seed`, {
    at,
    hint: "write seed=inventory_hostname: without one, a plan could not tell what an apply will get",
  });
}
