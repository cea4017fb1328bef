import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./model.ts";

/** RB1103 for what a block with `confirm_within` cannot hold: a switch is a host's own, and undoes only what is done on it. */
export function checkUnderSwitch(fields: Fields, { once, delegateTo }: Pick<Task, "once" | "delegateTo">): void {
  if (delegateTo !== undefined) {
    throw problem("RB1103", '"delegate_to" is not for a block with "confirm_within"', {
      at: delegateTo.span,
      hint: "The dead-man switch undoes what is done on its own host: put the task before the block or behind it.",
    });
  }
  if (once === undefined) return;
  throw problem("RB1103", '"run_once" is not for a block with "confirm_within"', {
    at: fields.entry("run_once")?.keySpan ?? fields.map.span,
    hint: "Others would go on with what the host's dead-man switch may yet undo: put the task before the block or after it.",
  });
}
