import type { TaskLabel } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
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
  for (const sequence of sequences.toSorted((one, other) => other.length - one.length)) merge(merged, sequence);
  const used = new Map<string, number>();
  return merged.flatMap((groups) => {
    const [first] = groups;
    const done = first?.deeds[0].change.task ?? "";
    const task = tasks.find(({ id }) => id === writtenId(done));
    if (!first || !task) return [];
    const count = (used.get(done) ?? 0) + 1;
    used.set(done, count);
    const { user, become } = first.deeds[0];
    const id = `undo.${done}${count === 1 ? "" : `.${count}`}`;
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
function merge(merged: Group[][], sequence: readonly Group[]): void {
  let from = 0;
  for (const group of sequence) {
    const found = merged.findIndex((groups, index) => index >= from && groups[0]?.key === group.key);
    if (found === -1) merged.splice(from, 0, [group]);
    else merged[found]?.push(group);
    from = (found === -1 ? from : found) + 1;
  }
}
