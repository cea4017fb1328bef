import { handled } from "../changes/kind-of.ts";
import type { ChangeShown } from "../events/event.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { Task } from "../runbook/model.ts";

/** A decision's changes as people see them; of a task with `no_log` only that there are some. */
export function shownChanges(task: Task, decision: Decision): readonly ChangeShown[] {
  const all = decision.changes.map((change) => handled(change).show());
  if (task.showsDiff === false && !task.noLog) return all.map(({ diff: _diff, ...rest }) => rest);
  return task.noLog ? all.map(({ kind }) => ({ kind, title: "(hidden by no_log)" })) : all;
}
