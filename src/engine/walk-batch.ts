import { ProblemError } from "../problems/problem.ts";
import { tooManyFailed } from "../rollout/too-many-failed.ts";
import { metaWordsForAll } from "../runbook/meta-words.ts";
import type { Leaf, Meta, Play } from "../runbook/model.ts";
import { doOnce } from "./do-once.ts";
import { enterBlock } from "./enter-block.ts";
import type { HostState } from "./host-state.ts";
import { type Arrival, arrive, behind, inOrder, leafAt, type Place, placeAt } from "./place.ts";
import { begin, endPending, flushHandlers, inTurn, mayGoOn, onEach, type PlayWalk } from "./play-walk.ts";
import { runManual } from "./run-manual.ts";
import { endPlayOn, runMeta } from "./run-meta.ts";
import { runTask } from "./run-task.ts";
import type { SelectedPlay } from "./select-steps.ts";
import type { Serving } from "./serving.ts";
import { settleBlock } from "./settle-block.ts";
import { stopAll } from "./stop-all.ts";
import { takesPart } from "./takes-part.ts";

interface Batch {
  readonly play: Play;
  readonly hosts: readonly HostState[];
  readonly walkOf: PlayWalk;
}

/**
 * Hosts go through a play's steps side by side, each at its own pace. At a barrier each waits; of those where hosts wait, the first
 * in the order of the file is next: whoever is not there is past it, or out.
 */
export async function walkBatch(
  { play, steps }: SelectedPlay,
  hosts: readonly HostState[],
  walkOf: PlayWalk,
  serving: Serving,
): Promise<void> {
  const batch: Batch = { play, hosts, walkOf };
  for (const host of hosts) host.place = placeAt(steps);
  for (;;) {
    const waiting = new Map<HostState, Leaf>();
    await onEach(hosts, walkOf, async (host) => {
      const step = await goFreely(host, batch);
      if (step) waiting.set(host, step);
    });
    if (hasStopped(batch, serving)) continue;
    const [first] = [...waiting.keys()].toSorted((one, other) => inOrder(one.place, other.place));
    const next = first && waiting.get(first);
    if (!next || walkOf.context.stopping() || walkOf.isBroken) break;
    await doTogether(
      next,
      hosts.filter((host) => waiting.get(host)?.id === next.id),
      batch,
    );
    hasStopped(batch, serving);
  }
  const left = hosts.filter((host) => {
    const isForced = play.forceHandlers && hasOnlyFailed(host);
    if (isForced) host.alive = true;
    return isForced || !host.isLeaving;
  });
  await flushHandlers(play, new Map(left.map((host) => [host, undefined])), walkOf);
  for (const host of left) if (host.hasFailed) host.alive = false;
  hasStopped(batch, serving);
}

/** Lets a host go on until it has to wait for others; gives the step at which it waits. */
async function goFreely(host: HostState, batch: Batch): Promise<Leaf | undefined> {
  const { walkOf } = batch;
  while (mayGoOn(host, walkOf)) {
    const arrival = arriveAt(host);
    if (arrival.kind === "at" && !isBarrier(arrival.step, batch.play)) {
      host.place = behind(arrival.place);
      await doStep(arrival, host, batch);
      continue;
    }
    await endPending(host, walkOf);
    if (host.detour) continue;
    if (arrival.kind === "out") host.alive = false;
    if (arrival.kind !== "at") return undefined;
    host.place = arrival.place;
    return arrival.step;
  }
  await endPending(host, walkOf);
  return undefined;
}

/** Handlers concern all hosts where the failure of one does, or one of them waits for others. */
function isBarrier(step: Leaf, { handlers, maxFailPercentage }: Play): boolean {
  const isFlush = step.kind === "flush" && (maxFailPercentage !== undefined || handlers.some(({ barrier }) => barrier));
  return step.barrier || isFlush;
}

/** Where the host stands; a task that failed has led it elsewhere. */
function arriveAt(host: HostState): Arrival {
  if (host.detour) {
    host.place = host.detour;
    host.detour = undefined;
    host.followed?.tolerate();
  }
  return arrive(host.place, (block, outer) => enterBlock(block, outer, host));
}

async function doStep(
  { step, place }: Extract<Arrival, { readonly kind: "at" }>,
  host: HostState,
  { play, walkOf }: Batch,
): Promise<void> {
  if (step.kind === "flush" && isFor(place)) await flushHandlers(play, new Map([[host, place]]), walkOf);
  if (step.kind === "settle") {
    await endPending(host, walkOf);
    if (!host.detour && host.alive) await settleBlock(step, place, { host, context: walkOf.context });
  }
  if (step.kind === "meta") {
    begin(step, walkOf);
    await endPending(host, walkOf);
    if (!host.detour && host.alive) await runMeta(step, { host, place, play, context: walkOf.context });
  }
  if (step.kind !== "task") return;
  await inTurn(step, { host, walkOf }, async () => {
    begin(step, walkOf);
    host.position = { play, place, over: 0 };
    await runTask(step, { play, host, context: walkOf.context, place });
  });
}

/** The tasks of a block whose condition cannot be told say so themselves. */
function isFor({ within }: Place): boolean {
  try {
    return within?.holds() !== false;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** A step that concerns all hosts that have come to it. */
async function doTogether(step: Leaf, hosts: readonly HostState[], batch: Batch): Promise<void> {
  const { walkOf } = batch;
  const work = async (host: HostState) => {
    const own = leafAt(host.place);
    if (own && mayGoOn(host, walkOf)) await doStep({ kind: "at", step: own, place: host.place }, host, batch);
    await endPending(host, walkOf);
  };
  if (step.kind === "manual") {
    begin(step, walkOf);
    await runManual(step, hosts, walkOf.context);
  } else if (step.kind === "meta" && step.word !== "end_host") {
    await doMeta(step, hosts, batch);
  } else if (step.kind === "flush") {
    const those = hosts.filter((host) => mayGoOn(host, walkOf) && isFor(host.place));
    await flushHandlers(batch.play, new Map(those.map((host) => [host, host.place])), walkOf);
  } else if (step.kind === "task" && step.once !== undefined) {
    await doOnce({ ...step, once: step.once }, hosts, { walkOf, work, batch: batch.hosts });
  } else {
    await onEach(hosts, walkOf, work);
  }
  for (const host of hosts) if (!host.detour) host.place = behind(host.place);
}

/** Stops all hosts when too many have failed, or one failed what concerns all; whether it just did. */
function hasStopped({ hosts, walkOf }: Batch, serving: Serving): boolean {
  if (walkOf.isStopped) return false;
  const why = beyondBudget(hosts, serving) ?? hosts.find(({ fatal }) => fatal !== undefined)?.fatal;
  if (why === undefined) return false;
  stopAll(hosts, walkOf, `${why}: nothing new begins`);
  walkOf.isStoppedByErrors = true;
  return true;
}

function beyondBudget(hosts: readonly HostState[], { percentage }: Serving): string | undefined {
  if (percentage === undefined) return undefined;
  const failed = hosts.filter(({ hasFailed }) => hasFailed).length;
  if (!tooManyFailed({ hosts: hosts.length, failed, percentage })) return undefined;
  return `${failed} of ${hosts.length} hosts have failed, and max_fail_percentage is ${percentage}`;
}

/** Whether to do what concerns all hosts is asked of the first that takes part, as Ansible does; others come here only in lockstep. */
async function doMeta(step: Meta, hosts: readonly HostState[], { hosts: all, play, walkOf }: Batch): Promise<void> {
  const { context } = walkOf;
  begin(step, walkOf);
  const isForAll = metaWordsForAll.some((word) => word === step.word);
  const present = hosts.filter((host) => mayGoOn(host, walkOf));
  const first = present.find(takesPart) ?? present[0];
  const those = isForAll ? [first] : hosts;
  for (const host of those) {
    if (!host || !mayGoOn(host, walkOf)) continue;
    const before = host.stats.failed;
    const isDone = await runMeta(step, { host, place: host.place, play, context });
    if (isForAll && host.stats.failed > before) {
      stopAll(
        all,
        walkOf,
        `whether to ${step.word.replace("_", " the ").replace("_", " ")} cannot be told: nothing new begins`,
      );
    }
    if (!isDone || !isForAll) continue;
    if (step.word === "clear_facts" || step.word === "clear_host_errors") {
      for (const one of walkOf.fleet.playing) {
        if (step.word === "clear_facts") one.variables.learned.forgetFacts();
        else one.forgive();
      }
      if (step.word === "clear_host_errors") liftStop(walkOf);
      continue;
    }
    for (const one of all.filter(({ alive }) => alive || play.forceHandlers)) endPlayOn(one, step, { play, context });
    if (step.word === "end_play") walkOf.isPlayOver = true;
  }
}

/** The next play begins, where nothing but forgiven failures stopped all hosts. */
function liftStop(walkOf: PlayWalk): void {
  if (walkOf.isStoppedByErrors) walkOf.isStopped = false;
  walkOf.isStoppedByErrors = false;
  if (!walkOf.isStopped) return;
  const message = '"clear_host_errors" has no effect: the run stops for another reason';
  walkOf.context.bus.emit({ type: "noted", level: "warning", message });
}

/** It can be asked to run handlers: it is there, nobody else's, and as far as it is known. */
function hasOnlyFailed({ stats, isRefused, alive, isLeaving }: HostState): boolean {
  return alive || (!isRefused && (stats.failed > 0 || isLeaving) && stats.unreachable + stats.unknown === 0);
}
