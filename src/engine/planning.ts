import type { Unknown } from "../expression/unknown.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import type { Item } from "./item.ts";

/** True when nothing may be changed: in a plan, and for a task with `check_mode: true`. */
export function isPlanning({ task, context }: Pick<Item, "task" | "context">): boolean {
  return context.mode === "plan" || task.checkMode === true;
}

/** RB2003: an apply cannot go on with an unknown. */
export function notKnown(task: Pick<Task, "span">, { because }: Unknown): ProblemError {
  return problem("RB2003", `this task needs a value that is not known: ${because}`, { at: task.span });
}
