import type { Play, Task } from "../runbook/model.ts";
import { AbandonedError } from "./abandoned-error.ts";
import type { HostState } from "./host-state.ts";
import { noNotifications, notifications, withNotifications } from "./notifications.ts";
import type { Outcome } from "./outcome.ts";
import type { EndedTask } from "./past.ts";
import type { Place } from "./place.ts";
import { registeredBefore } from "./recollection.ts";
import type { RunContext } from "./run-context.ts";
import { endingOf } from "./task-items.ts";
import { fall, tell } from "./tell-task.ts";

/** A task that is a host's turn. */
export interface TurnAtTask {
  readonly play: Play;
  readonly host: HostState;
  readonly context: RunContext;
  /** Where the task stands in its play; a handler has no place there. */
  readonly place?: Place | undefined;
  /** Where in the play a handler is run, before the end of it. */
  readonly flushedAt?: Place | undefined;
}

/**
 * One task on one host: its loop, its register, its notifications, its events. What it changes may be done, and the task told
 * of, later (`host.pending`). Throws only what ends the run.
 */
export async function runTask(task: Task, { play, host, context, place, flushedAt }: TurnAtTask): Promise<void> {
  const began = context.clock.monotonic();
  if (context.mode === "apply") host.forgetPreviews();
  host.sentTo.clear();
  const pending = host.pending.begin(() => host.keep());
  const watched = host.variables.watch();
  host.followed?.begin(task);
  const before = host.past?.ended(task);
  try {
    if (before) {
      if (before.rescued) await host.pending.flush();
      if (task.register !== undefined)
        host.variables.learned.set(task.register, registeredBefore(task, before), { hidden: task.noLog });
      return host.pending.end(pending, () => tellAgain(before, task, { host, context, place }));
    }
    const ending = await endingOf({ task, play, host, context, pending, place });
    const hoped = withPast(ending(), task, host);
    if (hoped.status === "failed" || hoped.status === "unknown") await host.pending.flush();
    const source = { hidden: task.noLog || isMadeOfHidden(task, host) };
    if (task.register !== undefined) host.variables.learned.set(task.register, hoped.result, source);
    const notified = hoped.status === "changed" ? notifications(task, play, host) : noNotifications;
    const decided = context.clock.monotonic() - began;
    const used = place === undefined ? watched() : undefined;
    host.pending.end(pending, () => {
      const outcome = withNotifications(withPast(ending(), task, host), notified, task, host);
      if (task.register !== undefined && outcome.status !== hoped.status)
        host.variables.learned.set(task.register, outcome.result, source);
      const took = decided + pending.took;
      tell(outcome, { task, host, context, place, flushedAt, took, notified: notified.ids, used });
    });
  } catch (error) {
    if (!(error instanceof AbandonedError)) throw error;
  }
}

/** Its result is made of its parameters alone, and something that must not be told is among them. */
function isMadeOfHidden({ module }: Task, { variables }: HostState): boolean {
  return module.offHost === true && variables.isHushed;
}

/** A task of which an earlier part of the run did something has changed the host, also when nothing is left to do. */
function withPast(outcome: Outcome, { id }: Task, host: HostState): Outcome {
  return outcome.status === "ok" && host.past?.hasBegun(id) ? { ...outcome, status: "changed" } : outcome;
}

/** The task ended in an earlier part of the run. */
function tellAgain(
  before: EndedTask,
  task: Task,
  { host, context, place }: Omit<TurnAtTask, "play" | "flushedAt">,
): void {
  const { status, ignored, rescued } = before;
  host.stats[ignored || rescued ? "ok" : status]++;
  if (rescued) fall({ task, host, place }, registeredBefore(task, before));
  context.bus.emit({
    type: "task.finished",
    host: host.name,
    task: task.id,
    name: task.name,
    status,
    changes: [],
    unknowns: [],
    ...(ignored && { ignored }),
    ...(rescued && { rescued }),
    earlier: true,
    took: 0,
  });
}
