import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { ModuleCall } from "./read-module-call.ts";

const shortest = 5;
const longest = 3600;

/** `confirm_within` in seconds: "60s", "2m", or a number. RB1101; RB1102 for a command of which nothing says how to undo it, or that only looks. */
export function readConfirmWithin(
  fields: Fields,
  { module, parameters }: ModuleCall,
  checkMode: boolean | undefined,
): number | undefined {
  const text = fields.text("confirm_within");
  if (text === undefined) return undefined;
  const at = fields.entry("confirm_within")?.value.span;
  const [, digits, unit] = /^(\d{1,4})\s*(s|m)?$/.exec(text) ?? [];
  const seconds = Number(digits) * (unit === "m" ? 60 : 1);
  if (!(seconds >= shortest && seconds <= longest)) {
    throw problem("RB1101", `"confirm_within" must be a time from ${shortest}s to ${longest / 60}m`, { at });
  }
  if (checkMode === false) {
    throw problem(
      "RB1102",
      '"confirm_within" is for tasks that change something, "check_mode: false" for those that only look',
      {
        at,
      },
    );
  }
  if ("undo" in module.parameters && !parameters.has("undo")) {
    throw problem("RB1102", `"confirm_within" needs to know how to undo the ${module.name}`, {
      at,
      hint: 'Give the module "undo", a shell command that takes back what this one did.',
    });
  }
  return seconds;
}
