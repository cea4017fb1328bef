import type { Leaf, Play, Task } from "../runbook/model.ts";
import { writtenId } from "../runbook/step-ids.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { each } from "./each.ts";
import type { Fleet } from "./fleet.ts";
import type { HostState } from "./host-state.ts";
import type { Learned } from "./learned-values.ts";
import type { Place } from "./place.ts";
import type { RunContext } from "./run-context.ts";
import { runTask } from "./run-task.ts";
import { Turnstile } from "./turnstile.ts";

/** What a walk through the plays knows. */
export interface PlayWalk {
  readonly context: RunContext;
  readonly fleet: Fleet;
  /** Ids of steps that some host has begun. */
  readonly started: Set<string>;
  /** What tasks that one host does for the whole run left to all others, by id. */
  readonly onceLearned: Map<string, Learned>;
  /** Where hosts wait for their turn at a task that only some do at a time, by its id. */
  readonly turnstiles: Map<string, Turnstile>;
  /** Something failed that concerns all hosts: nothing new begins. */
  isBroken: boolean;
  /** The play ends with this batch. */
  isPlayOver: boolean;
  /** Too many hosts failed: the others only do what is done `always`, and no play begins. */
  isStopped: boolean;
  /** Because of failures that `clear_host_errors` can take back. */
  isStoppedByErrors: boolean;
}

/** Does work for every host, as many at a time as there are forks. */
export function onEach(
  hosts: readonly HostState[],
  walkOf: PlayWalk,
  work: (host: HostState) => Promise<void>,
): Promise<void> {
  return each(hosts, walkOf.context.settings.forks, (host) =>
    work(host).catch((error: unknown) => {
      walkOf.isBroken = true;
      throw error;
    }),
  );
}

/** Whether something new may begin on the host. */
export function mayGoOn(host: HostState, { context, isBroken }: PlayWalk): boolean {
  return host.alive && !isBroken && !context.stopping();
}

/** Tells that a step has begun, when its first host begins it. */
export function begin(step: Leaf, { context, started }: PlayWalk): void {
  if (started.has(step.id)) return;
  started.add(step.id);
  context.bus.emit({ type: "task.started", task: step.id, name: step.name });
}

/** Hosts wait for each other here, or handlers must know what changed: nothing stays pending, nothing that was read is kept. */
export async function endPending(host: HostState, walkOf: PlayWalk): Promise<void> {
  host.position = undefined;
  host.forget();
  if (mayGoOn(host, walkOf)) await host.pending.flush().catch(ignoreAbandoned);
  else host.pending.drop();
}

function ignoreAbandoned(error: unknown): void {
  if (!(error instanceof AbandonedError)) throw error;
}

/** Does a task's work on a host when it is its turn; where only some hosts are at the task at a time, nothing of it is pending afterwards. */
export async function inTurn(
  { id: own, throttle }: Task,
  { host, walkOf }: { readonly host: HostState; readonly walkOf: PlayWalk },
  work: () => Promise<void>,
): Promise<void> {
  if (!throttle) return work();
  const { turnstiles } = walkOf;
  const id = writtenId(own);
  const turnstile = turnstiles.get(id) ?? new Turnstile(throttle);
  turnstiles.set(id, turnstile);
  await turnstile.pass(async () => {
    if (!mayGoOn(host, walkOf)) return;
    await work();
    await endPending(host, walkOf);
  });
}

/** Hosts that run what was notified; by each, where in the play before its end. */
type Flushing = ReadonlyMap<HostState, Place | undefined>;

/**
 * Runs what was notified on hosts, in the order of the play's handlers, until nothing is left; each at most once. Hosts go side by
 * side, and wait for each other before a handler that concerns others.
 */
export async function flushHandlers(play: Play, flushing: Flushing, walkOf: PlayWalk): Promise<void> {
  const hosts = [...flushing.keys()];
  const over = new Map(hosts.map((host) => [host, new Set<Task>()]));
  const next = async (host: HostState) => {
    await endPending(host, walkOf);
    const handler = play.handlers.find((one) => host.notified.has(one.id) && !over.get(host)?.has(one));
    return mayGoOn(host, walkOf) && !host.detour ? handler : undefined;
  };
  const run = async (handler: Task, host: HostState) => {
    over.get(host)?.add(handler);
    await inTurn(handler, { host, walkOf }, async () => {
      host.notified.delete(handler.id);
      begin(handler, walkOf);
      await runTask(handler, { play, host, context: walkOf.context, flushedAt: flushing.get(host) });
    });
  };
  for (;;) {
    const waiting = new Map<HostState, Task>();
    await onEach(hosts, walkOf, async (host) => {
      let handler = await next(host);
      for (; handler && !handler.barrier; handler = await next(host)) await run(handler, host);
      if (handler) waiting.set(host, handler);
    });
    const first = play.handlers.find((one) => [...waiting.values()].includes(one));
    if (!first) return;
    await onEach(
      hosts.filter((host) => waiting.get(host) === first),
      walkOf,
      (host) => run(first, host),
    );
  }
}
