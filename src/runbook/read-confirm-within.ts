import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { confirmTime } from "./confirm-time.ts";
import type { Fields } from "./fields.ts";
import { isJob } from "./is-job.ts";
import type { ModuleCall } from "./read-module-call.ts";
import type { StepsContext } from "./step-context.ts";

/** `confirm_within` of a task, in seconds. RB1101; RB1102 for a command of which nothing says how to undo it, or that only looks; RB1103. */
export function readConfirmWithin(
  fields: Fields,
  call: ModuleCall,
  { checkMode, isUnderSwitch }: { readonly checkMode: boolean | undefined } & Pick<StepsContext, "isUnderSwitch">,
): number | undefined {
  const own = confirmTime(fields);
  const at = fields.entry("confirm_within")?.value.span;
  if (own !== undefined && isUnderSwitch) {
    throw problem("RB1103", 'the block around it has "confirm_within" already', {
      at,
      hint: "One dead-man switch holds all that the block does: take it out here.",
    });
  }
  if (own === undefined && !isUnderSwitch) return undefined;
  if (checkMode === false && isUnderSwitch) return undefined;
  if (checkMode === false) {
    throw problem(
      "RB1102",
      '"confirm_within" is for tasks that change something, "check_mode: false" for those that only look',
      { at },
    );
  }
  // A job has no place under a switch, undo or not.
  if (!isJob(fields)) checkUndo(call, at ?? call.moduleSpan);
  return own;
}

function checkUndo({ module, parameters }: ModuleCall, at: Span): void {
  if (!("undo" in module.parameters) || parameters.has("undo")) return;
  throw problem("RB1102", `"confirm_within" needs to know how to undo the ${module.name}`, {
    at,
    hint: 'Give the module "undo", a shell command that takes back what this one did. One that only looks: "check_mode: false".',
  });
}
