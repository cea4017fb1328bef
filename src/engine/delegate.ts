import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { problem } from "../problems/problem.ts";
import { withPlace } from "../problems/with-place.ts";
import type { Task } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import type { Deputy, HostState } from "./host-state.ts";
import type { Item } from "./item.ts";
import type { ItemEnd } from "./item-end.ts";
import type { Outcome } from "./outcome.ts";
import type { PendingTask } from "./pending-tasks.ts";

type Run = (item: Item, pending: PendingTask) => Promise<ItemEnd>;

/** Whether the item is to be done on another host, and is not there yet. */
export function isDelegated({ task, host }: Item): boolean {
  const isThere = !task.module.offHost || task.delegatesFacts === true;
  return task.delegateTo !== undefined && isThere && host.principal === undefined;
}

/**
 * Does an item on the host that its task is delegated to: over that host's session, under its lock, in its name in the journal;
 * one item at a time there. RB1101, RB3002, UnknownError, and as `run`.
 */
export async function onDelegate(item: Item, scope: Scope, run: Run): Promise<ItemEnd> {
  const { host, play } = item;
  const { host: there, itself } = deputyFor(item, scope);
  await host.pending.flush();
  host.sentTo.add(there.name);
  let end: ItemEnd | undefined;
  await itself.turn.pass(async () => {
    itself.variables.visitPlay(play);
    prepare(there, itself, item);
    const own = there.pending.begin(() => () => {});
    try {
      end = await run({ ...item, host: there }, own);
    } finally {
      there.pending.end(own, () => {});
      await there.pending.flush();
      itself.forget();
    }
  });
  if (!end) throw new Error("the delegated task has no end");
  return { ...end, outcome: toldFrom(end.outcome, there, item.task) };
}

function deputyFor({ task, host }: Item, scope: Scope): Deputy {
  const value = task.delegateTo ? evaluateSource(task.delegateTo, scope) : host.name;
  if (value instanceof Unknown) throw new UnknownError(value);
  const at = task.delegateTo?.span;
  if (typeof value !== "string" || value === "") {
    throw problem("RB1101", '"delegate_to" must be the name of a host', { at });
  }
  return withPlace(at ?? task.moduleSpan, () => host.deputy(value));
}

/** Others may have been at work there; what a plan foresees is foreseen for all. */
function prepare(there: HostState, itself: HostState, { host, context }: Item): void {
  there.forget();
  if (context.mode === "apply") there.forgetPreviews();
  else there.foresight = itself.foresight;
  there.plan = host.plan;
  there.followed = host.followed;
}

/** A task of which an earlier part of the run did something has changed the host, also when nothing is left to do. */
function toldFrom(outcome: Outcome, there: HostState, { id }: Task): Outcome {
  const status = outcome.status === "ok" && there.past?.hasBegun(id) ? "changed" : outcome.status;
  const changes = outcome.changes.map((one) => ({ ...one, title: `${one.title} (on ${there.name})` }));
  return { ...outcome, status, changes };
}
