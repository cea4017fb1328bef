import type { Change } from "../changes/change.ts";
import type { ValueMap } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Item } from "./item.ts";
import { recalled } from "./recollection.ts";

/** What a command told that ran in an earlier part of the run. RB5012 when nobody knows whether it did. */
export async function doneBefore(
  change: Change | undefined,
  { task, host, context, index }: Item,
): Promise<ValueMap | undefined> {
  if (change?.kind !== "run-command") return undefined;
  const past = host.past?.command(task.id, index);
  if (past === undefined) return undefined;
  if (past.outcome === "made") return recalled(change, past, task);
  const command = past.change.command ?? "";
  const answer = (await context.settle?.({ host: host.name, task: task.name, command })) ?? "leave";
  if (answer === "again") return undefined;
  if (answer === "done") return recalled(change, { ...past, exitStatus: 0 }, task);
  throw problem("RB5012", `${host.name}: cannot tell whether "${command}" ran in an earlier part of the run`, {
    at: task.span,
    hint: "Look at the host. Then resume in a terminal, which asks whether it is done or should run again.",
  });
}
