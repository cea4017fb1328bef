import { ProblemError } from "../problems/problem.ts";
import { tooManyFailed } from "../rollout/too-many-failed.ts";
import type { Leaf, Play } from "../runbook/model.ts";
import { writtenId } from "../runbook/step-ids.ts";
import { doOnce } from "./do-once.ts";
import { enterBlock } from "./enter-block.ts";
import type { HostState } from "./host-state.ts";
import { type Arrival, arrive, behind, inOrder, leafAt, type Place, placeAt } from "./place.ts";
import { begin, endPending, flushHandlers, mayGoOn, onEach, type PlayWalk } from "./play-walk.ts";
import { runManual } from "./run-manual.ts";
import { runTask } from "./run-task.ts";
import type { SelectedPlay } from "./select-steps.ts";
import type { Serving } from "./serving.ts";
import { stopAll } from "./stop-all.ts";
import { Turnstile } from "./turnstile.ts";

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
    const [first] = [...waiting.keys()].toSorted((one, other) => inOrder(one.place, other.place));
    const next = first && waiting.get(first);
    if (!next || walkOf.context.stopping() || walkOf.isBroken) break;
    const those = hosts.filter((host) => waiting.get(host)?.id === next.id);
    const before = troubles(those);
    await doTogether(next, those, batch);
    checkBudget(batch, serving);
    if (next.kind === "task" && next.isFatal && troubles(those) > before) {
      stopAll(hosts, walkOf, `"${next.name}" failed, which concerns all hosts: nothing new begins`);
    }
  }
  await onEach(hosts, walkOf, async (host) => {
    if (!host.isLeaving) await flushHandlers(play, host, walkOf);
  });
  checkBudget(batch, serving);
}

/** Lets a host go on until it has to wait for others; gives the step at which it waits. */
async function goFreely(host: HostState, batch: Batch): Promise<Leaf | undefined> {
  const { walkOf } = batch;
  while (mayGoOn(host, walkOf)) {
    const arrival = arriveAt(host);
    if (arrival.kind === "at" && !arrival.step.barrier) {
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
  if (step.kind === "flush" && isFor(place)) await flushHandlers(play, host, walkOf);
  if (step.kind !== "task") return;
  const work = async () => {
    begin(step, walkOf);
    host.position = { play, place, over: 0 };
    await runTask(step, { play, host, context: walkOf.context, place });
  };
  if (!step.throttle) return work();
  await turnstileOf(step, step.throttle, walkOf).pass(async () => {
    if (!mayGoOn(host, walkOf)) return;
    await work();
    await endPending(host, walkOf);
  });
}

function turnstileOf(step: Leaf, places: number, { turnstiles }: PlayWalk): Turnstile {
  const id = writtenId(step.id);
  const turnstile = turnstiles.get(id) ?? new Turnstile(places);
  turnstiles.set(id, turnstile);
  return turnstile;
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
  } else if (step.kind === "task" && step.once !== undefined) {
    await doOnce({ ...step, once: step.once }, hosts, { walkOf, work });
  } else {
    await onEach(hosts, walkOf, work);
  }
  for (const host of hosts) if (!host.detour) host.place = behind(host.place);
}

function troubles(hosts: readonly HostState[]): number {
  return hosts.reduce((sum, { stats }) => sum + stats.failed + stats.unreachable + stats.unknown, 0);
}

function checkBudget({ hosts, walkOf }: Batch, { percentage }: Serving): void {
  if (percentage === undefined) return;
  const failed = hosts.filter(({ hasFailed }) => hasFailed).length;
  if (!tooManyFailed({ hosts: hosts.length, failed, percentage })) return;
  const why = `${failed} of ${hosts.length} hosts have failed, and max_fail_percentage is ${percentage}`;
  stopAll(hosts, walkOf, `${why}: nothing new begins`);
}
