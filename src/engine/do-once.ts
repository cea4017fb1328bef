import type { Task } from "../runbook/model.ts";
import type { HostState } from "./host-state.ts";
import type { Learned } from "./learned-values.ts";
import type { PlayWalk } from "./play-walk.ts";
import { registeredBefore } from "./recollection.ts";
import { stopAll } from "./stop-all.ts";
import { takesPart } from "./takes-part.ts";
import { failureNames } from "./tell-task.ts";

/** A task that one host does for all. */
export type OnceTask = Task & { readonly once: "run" | "batch" };

interface Doing {
  readonly walkOf: PlayWalk;
  /** All that go through the play now, wherever they are. */
  readonly batch: readonly HostState[];
  /** Does it on a host; nothing of it is pending afterwards. */
  readonly work: (host: HostState) => Promise<void>;
}

/**
 * The first of the hosts that take part in the include around it does it, or the one that the plan has do it, and all know what it
 * learned. If it fails there, it failed for all: they go on with what rescues it, or nothing new begins. Done in an earlier batch, or an
 * earlier part of the run, it is not done again.
 */
export async function doOnce(
  task: OnceTask,
  hosts: readonly HostState[],
  { walkOf, work, batch }: Doing,
): Promise<void> {
  const stop = (why: string) => stopAll(batch, walkOf, `"${task.name}" ${why}: nothing new begins`);
  const known = task.once === "run" ? learnedBefore(task, hosts, walkOf) : undefined;
  if (known) return learn(hosts, known);
  const elsewhere = task.once === "batch" ? undefined : begunElsewhere(task, hosts, walkOf);
  if (elsewhere !== undefined) {
    return stop(`was begun on ${elsewhere} before, which does it for all hosts and is not here`);
  }
  const meant = hosts.find(({ past }) => past?.knows(task)) ?? hosts.find(({ followed }) => followed?.knows(task));
  const planned = meant ? undefined : walkOf.fleet.plannedFor(task);
  if (planned !== undefined) return stop(`is planned for ${planned}, which does it for all hosts and is not here`);
  const doer = meant ?? hosts.find(takesPart) ?? hosts[0];
  if (!doer) return;
  const others = hosts.filter((host) => host !== doer);
  const listened = doer.variables.learned.listen();
  await work(doer);
  const news = forAll(task, listened());
  learn(others, news);
  if (doer.alive && !doer.detour) {
    if (takesPart(doer)) walkOf.onceLearned.set(task.id, news);
  } else if (doer.detour && !doer.hasFailed) {
    for (const host of others) host.stumble(host.place);
  } else {
    stop(`failed on ${doer.name}, which does it for all hosts`);
  }
}

const nothing: Learned = { facts: new Map(), gathered: new Map(), brought: new Map() };

/** What is delegated is another host's own: all know only what it registered, or how it failed. */
function forAll({ delegateTo, delegatesFacts, register }: Task, news: Learned): Learned {
  if (!delegateTo || !delegatesFacts) return news;
  const names: readonly (string | undefined)[] = [register, ...failureNames];
  return { ...news, ...nothing, facts: new Map([...news.facts].filter(([name]) => names.includes(name))) };
}

function learn(hosts: readonly HostState[], learned: Learned): void {
  for (const host of hosts) host.variables.learned.learn(learned);
}

/** The host whose task was begun in an earlier part of the run, and nobody knows how it ended. */
function begunElsewhere(task: Task, hosts: readonly HostState[], { context }: PlayWalk): string | undefined {
  for (const [name, { changes }] of context.past ?? []) {
    for (const { change, outcome } of changes) {
      const doer = change.principal ?? name;
      if (change.task !== task.id || outcome === "failed") continue;
      if (!hosts.some((host) => host.name === doer)) return doer;
    }
  }
  return undefined;
}

/** What is known of it already; what only looks is looked at again in a run that goes on. */
function learnedBefore(
  task: Task,
  hosts: readonly HostState[],
  { context, onceLearned }: PlayWalk,
): Learned | undefined {
  const known = onceLearned.get(task.id);
  if (known || task.module.readOnly || task.module.offHost) return known;
  for (const [name, { ended }] of context.past ?? []) {
    const before = ended.get(task.id);
    if (!before || before.rescued || hosts.some((host) => host.name === name)) continue;
    const facts = new Map(task.register === undefined ? [] : [[task.register, registeredBefore(task, before)]]);
    return { ...nothing, facts };
  }
  return undefined;
}
