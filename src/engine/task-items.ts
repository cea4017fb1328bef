import { Unknown } from "../expression/unknown.ts";
import { isMap, type Value, valueMap } from "../expression/value.ts";
import { loopItems } from "../runbook/loop-items.ts";
import type { Loop, Play, Task } from "../runbook/model.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { endsRun } from "./ends-run.ts";
import { failedOutcome } from "./failed-outcome.ts";
import type { HostState } from "./host-state.ts";
import type { ItemEnd } from "./item-end.ts";
import { labelOf, loopOutcome, withItem } from "./loop-outcome.ts";
import { loopVariables } from "./loop-variables.ts";
import { numberFor } from "./number-for.ts";
import type { Outcome } from "./outcome.ts";
import { pause } from "./pause.ts";
import type { PendingTask } from "./pending-tasks.ts";
import type { Place } from "./place.ts";
import type { RunContext } from "./run-context.ts";
import { runUntil } from "./run-until.ts";
import { skipped } from "./skipped.ts";

/** A task on a host, and where it stands. */
export interface Running {
  readonly task: Task;
  readonly play: Play;
  readonly host: HostState;
  readonly context: RunContext;
  readonly pending: PendingTask;
  readonly place: Place | undefined;
}

/** How the task ends: first as its decision has it, in the end as its work went. */
export type Ending = () => Outcome;

/** Does all items of a task; their problems make its outcome. AbandonedError, and what ends the run, is thrown. */
export async function endingOf(running: Running): Promise<Ending> {
  const { pending, ...item } = running;
  const { task, host, place } = running;
  const { loop } = task;
  try {
    if (!loop) return endOf(await runUntil({ ...item, loop: new Map() }, pending), task);
    if (place?.within?.holds() === false) return () => skipped();
    const items = loopItems(loop, host.variables.scope({ task }));
    if (items instanceof Unknown) {
      const variables = loopVariables(loop, items, 0);
      return endOf(await runUntil({ ...item, loop: variables, perhaps: items }, pending), task);
    }
    return await runLoop(items, loop, running);
  } catch (error) {
    return failed(error, task);
  }
}

async function runLoop(items: readonly Value[], loop: Loop, { pending, ...running }: Running): Promise<Ending> {
  const { task, host, context } = running;
  const endings: Ending[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && loop.pause && context.mode === "apply") {
      await host.pending.flush();
      await pause(secondsBetween(loop, running), context);
    }
    host.enterItem(index);
    const variables = loopVariables(loop, item, index);
    const ending = await runUntil({ ...running, loop: variables, index }, pending).then(
      (end) => endOf(end, task),
      (error: unknown) => failed(error, task),
    );
    const label = labelOf(task, variables, host);
    endings.push(() => named(withItem(ending(), item, label), loop, { item, index }));
    const { lost: gone, status } = ending();
    if (gone || status === "unknown" || host.isRefused) break;
  }
  return () => loopOutcome(endings.map((ending) => ending()));
}

function secondsBetween({ pause: source }: Loop, { task, host }: Pick<Running, "task" | "host">): number {
  if (!source) return 0;
  return numberFor(source, host.variables.scope({ task }), { keyword: "pause", otherwise: 0 });
}

/** The item also under the name that the loop gives it, and its number, as Ansible has them. */
function named(
  outcome: Outcome,
  { variable, index: numberName }: Loop,
  { item, index }: { readonly item: Value; readonly index: number },
): Outcome {
  if (!isMap(outcome.result) || (variable === "item" && numberName === undefined)) return outcome;
  const more: readonly (readonly [string, Value])[] = [
    ["ansible_loop_var", variable],
    [variable, item],
    ...(numberName === undefined ? [] : [[numberName, index] as const]),
  ];
  return { ...outcome, result: valueMap([...Object.entries(outcome.result), ...more]) };
}

function endOf({ outcome, work }: ItemEnd, task: Task): Ending {
  return () => (typeof work?.end === "object" ? failedOutcome(work.end.failure, task) : outcome);
}

function failed(error: unknown, task: Task): Ending {
  if (error instanceof AbandonedError || endsRun(error)) throw error;
  const outcome = failedOutcome(error, task);
  return () => outcome;
}
