import type { Arguments } from "../arguments.ts";
import type { Callable } from "../callable.ts";
import { defineLenientCallables } from "../define-callables.ts";
import { Missing } from "../missing.ts";
import { holds, isTrue } from "../truth.ts";
import { Unknown } from "../unknown.ts";
import type { Value } from "../value.ts";

/** `default` (`d`) and `ternary`: they choose among values, so that what is not chosen may be missing or unknown. */
export const choiceFilters: ReadonlyMap<string, Callable> = defineLenientCallables({
  default: ["default_value? boolean?", (input, { args }) => fallback(input, args)],
  d: ["default_value? boolean?", (input, { args }) => fallback(input, args)],
  ternary: [
    "true_val false_val none_val?",
    (input, { args, at }) => {
      if (input instanceof Missing || input instanceof Unknown) return input;
      const forNone = args.raw("none_val");
      if (input === null && forNone !== undefined) return forNone;
      return args.raw(holds(input, at) ? "true_val" : "false_val") ?? "";
    },
  ],
});

/** A missing value is replaced; with `boolean` also one that is false or empty. */
function fallback(input: Value | Missing, args: Arguments): Value | Missing {
  const otherwise = args.raw("default_value") ?? "";
  if (input instanceof Missing) return otherwise;
  if (input instanceof Unknown) return input;
  return args.flag("boolean") && !isTrue(input) ? otherwise : input;
}
