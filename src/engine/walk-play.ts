import { problem } from "../problems/problem.ts";
import { batchesOf } from "../rollout/batches.ts";
import { tooManyFailed } from "../rollout/too-many-failed.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Play } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { admitHost } from "./admit-host.ts";
import { dropHandlers } from "./drop-handlers.ts";
import type { HostState } from "./host-state.ts";
import { onEach, type PlayWalk } from "./play-walk.ts";
import type { RunContext } from "./run-context.ts";
import type { SelectedPlay } from "./select-steps.ts";
import type { Serving } from "./serving.ts";
import { stopAll } from "./stop-all.ts";
import { takeLocks } from "./take-locks.ts";
import { walkBatch } from "./walk-batch.ts";

/** A play, and how it spreads over its hosts. */
export interface ServedPlay extends SelectedPlay {
  readonly serving: Serving;
}

/** A play, batch by batch; a batch of which every host has failed is the last one, unless the play says how many may. */
export async function walkPlay(selected: ServedPlay, hosts: readonly HostState[], walkOf: PlayWalk): Promise<void> {
  const { context, fleet } = walkOf;
  const { play, serving } = selected;
  fleet.enterPlay(hosts, play);
  for (const host of hosts) {
    host.doneOnce.clear();
    host.comeBack();
    enterLock(host, play);
  }
  const alive = hosts.filter((host) => host.alive);
  if (context.plan) await takeLocks(selected, alive, walkOf);
  if (context.plan) await onEach(alive, walkOf, (host) => admitAlive(host, context));
  for (const host of alive) if (!host.alive) tellFatal(host, selected);
  const batches = serving.sizes ? batchesOf(alive, serving.sizes) : [alive];
  walkOf.isPlayOver = false;
  for (const [index, batch] of batches.entries()) {
    if (walkOf.isPlayOver || walkOf.isStopped || walkOf.isBroken || context.stopping()) break;
    fleet.enterBatch(batch);
    await takeLocks(selected, batch, walkOf);
    await walkBatch(selected, batch, walkOf, serving);
    if (index < batches.length - 1 && hasFailedAll(batch, serving)) {
      stopAll([], walkOf, "all hosts of the batch have failed: the next batch does not begin");
    }
  }
  for (const host of hosts) dropHandlers(play, { host, context, why: host.alive ? "" : outBefore });
}

const outBefore = " because the host dropped out before";

function hasFailedAll(batch: readonly HostState[], { percentage }: Serving): boolean {
  const failed = batch.filter(({ hasFailed }) => hasFailed).length;
  return percentage === undefined && tooManyFailed({ hosts: batch.length, failed, percentage });
}

async function admitAlive(host: HostState, context: RunContext): Promise<void> {
  if (!context.stopping()) await admitHost(host, context);
}

/** A host that was lost or refused before its first task has failed that. */
function tellFatal(host: HostState, { steps }: ServedPlay): void {
  const first = leavesOf(steps).find((step) => step.kind === "task");
  if (first?.isFatal) host.fatal = `${host.name} was lost or refused before "${first.name}", which concerns all hosts`;
}

/** The name of the play's lock, for a host. RB5009 for what is no name. */
function enterLock(host: HostState, { lock }: Play): void {
  if (!host.lock) return;
  const name = lock ? evaluateSource(lock, host.variables.scope()) : "";
  if (typeof name !== "string" || !/^[A-Za-z0-9_.-]{0,100}$/.test(name) || /^\.+$/.test(name)) {
    throw problem("RB5009", '"lock" must be a name of letters, digits, dots and dashes', { at: lock?.span });
  }
  host.lock.name = name;
}
