import type { TaskLabel } from "../events/event.ts";
import { idOfUndo, writtenId } from "../runbook/step-ids.ts";
import type { Deed } from "./deed.ts";
import { type UndoPart, undoParts } from "./undo-part.ts";

/** What one task did as one user, to be undone at a stroke. */
export interface UndoStep {
  /** Unique, and the same whenever it is made from the same run. */
  readonly id: string;
  readonly task: TaskLabel;
  readonly user: string;
  readonly become: Deed["become"];
  /** By host, in the order in which it was done there. */
  readonly deeds: ReadonlyMap<string, readonly Deed[]>;
  /** By host, in the order in which they are to be undone. */
  readonly parts: ReadonlyMap<string, readonly UndoPart[]>;
}

/**
 * The steps that undo what was done: on every host in reverse order. Hosts share a step where their orders agree, as they do
 * but for handlers that ran here sooner and there later.
 */
export function undoSteps(deeds: readonly Deed[], tasks: readonly TaskLabel[]): readonly UndoStep[] {
  const hosts = new Map<string, Deed[]>();
  for (const deed of deeds) hosts.set(deed.host, [...(hosts.get(deed.host) ?? []), deed]);
  const sequences = [...hosts.values()].map((own) => groupsOf(own).toReversed());
  const merged: Group[][] = [];
  const orderOf = orderAmongHosts(deeds);
  for (const sequence of sequences.toSorted((one, other) => other.length - one.length))
    merge(merged, sequence, orderOf);
  const used = new Map<string, number>();
  return merged.flatMap((groups) => {
    const [first] = groups;
    const done = first?.deeds[0].change.task ?? "";
    const task = tasks.find(({ id }) => id === writtenId(done));
    if (!first || !task) return [];
    const count = (used.get(done) ?? 0) + 1;
    used.set(done, count);
    const { user, become } = first.deeds[0];
    const id = `${idOfUndo(done)}${count === 1 ? "" : `.${count}`}`;
    const own = new Map(groups.map((group) => [group.deeds[0].host, group.deeds]));
    const parts = new Map([...own].map(([host, some]) => [host, undoParts(some)]));
    return [{ id, task, user, become, deeds: own, parts }];
  });
}

/** Deeds of one host, task and user that follow each other. */
interface Group {
  readonly key: string;
  readonly deeds: readonly [Deed, ...Deed[]];
}

function groupsOf(deeds: readonly Deed[]): readonly Group[] {
  const groups: Group[] = [];
  for (const deed of deeds) {
    const { change, user, become } = deed;
    const key = JSON.stringify([change.task, user, become]);
    const last = groups.at(-1);
    if (last?.key === key) groups.splice(-1, 1, { key, deeds: [...last.deeds, deed] });
    else groups.push({ key, deeds: [deed] });
  }
  return groups;
}

/** Puts a host's groups to those of the others with the same key, as far as its order allows; the rest between them. */
function merge(merged: Group[][], sequence: readonly Group[], orderOf: (group: Group) => number): void {
  let from = 0;
  for (const [at, group] of sequence.entries()) {
    const same = (one: Group) => merged.findIndex((groups, index) => index >= from && groups[0]?.key === one.key);
    const found = same(group);
    if (found !== -1) merged[found]?.push(group);
    const to =
      found === -1 ? placeFor(group, merged, { from, orderOf, next: sequence.slice(at + 1).map(same) }) : found;
    if (found === -1) merged.splice(to, 0, [group]);
    from = to + 1;
  }
}

/** Among steps of other hosts, what was done later is undone sooner; `next`: where the host's own next ones are, or -1. */
function placeFor(
  group: Group,
  merged: readonly (readonly Group[])[],
  {
    from,
    orderOf,
    next,
  }: { readonly from: number; readonly orderOf: (group: Group) => number; readonly next: readonly number[] },
): number {
  const last = Math.min(merged.length, ...next.filter((index) => index !== -1));
  const own = orderOf(group);
  let place = from;
  while (place < last && merged[place]?.some((one) => orderOf(one) > own)) place++;
  return place;
}

/** When a group was done, where hosts did things for each other; else hosts have nothing to do with each other. */
function orderAmongHosts(deeds: readonly Deed[]): (group: Group) => number {
  if (!deeds.some(({ change }) => change.principal !== undefined)) return () => 0;
  const order = new Map(deeds.map((deed, index) => [deed, index]));
  return ({ deeds: [first] }) => order.get(first) ?? 0;
}
