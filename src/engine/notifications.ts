import { Unknown } from "../expression/unknown.ts";
import { isList, type Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { meantHandlers } from "../runbook/meant-handlers.ts";
import type { Play, Task } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { failedOutcome } from "./failed-outcome.ts";
import type { HostState } from "./host-state.ts";
import type { Outcome } from "./outcome.ts";
import { shortText } from "./short-text.ts";

/** Handlers that a change notifies, names that are not known yet, or why there is no such handler. */
export interface Notifications {
  readonly ids: readonly string[];
  readonly unknowns: readonly string[];
  readonly error?: unknown;
}

/** Nobody is notified. */
export const noNotifications: Notifications = { ids: [], unknowns: [] };

/** Whom a task that changed something notifies. Never throws. */
export function notifications(task: Task, play: Play, host: HostState): Notifications {
  if (!task.notify) return noNotifications;
  try {
    const wanted = evaluateSource(task.notify, host.variables.scope({ task }));
    const names = isList(wanted) ? wanted.flatMap((one) => (isList(one) ? one : [one])) : [wanted];
    const unknowns = names.flatMap((name) => (name instanceof Unknown ? [name.because] : []));
    const ids = names.flatMap((name) => (name instanceof Unknown ? [] : handlersNamed(name, task, play)));
    return { ids, unknowns };
  } catch (error) {
    return { ...noNotifications, error };
  }
}

function handlersNamed(name: Value, task: Task, play: Play): readonly string[] {
  const meant = meantHandlers(name, task.role, play.handlers);
  if (meant.length > 0) return meant.map(({ id }) => id);
  throw problem("RB2104", `no handler is named "${shortText(name)}"`, { at: task.notify?.span });
}

/** The outcome once the task's handlers know of it: a name that is unknown is shown, one that matches nothing fails the task. */
export function withNotifications(
  outcome: Outcome,
  { ids, unknowns, error }: Notifications,
  task: Task,
  host: HostState,
): Outcome {
  if (outcome.status !== "changed") return outcome;
  if (error !== undefined) return { ...failedOutcome(error, task), changes: outcome.changes };
  const { deadManSwitch, notified } = host;
  for (const id of ids) {
    if (deadManSwitch?.isArmed && !notified.has(id)) deadManSwitch.notified.add(id);
    notified.add(id);
  }
  return { ...outcome, unknowns: [...new Set([...outcome.unknowns, ...unknowns])] };
}
