import type { ChangeShown, TaskFinished } from "../events/event.ts";
import { sharedPath } from "./shared-path.ts";

/** What a task changed, alike on several hosts. */
export interface ChangeGroup {
  readonly hosts: readonly string[];
  readonly changes: readonly ChangeShown[];
  readonly unknowns: readonly string[];
}

/**
 * Gathers what a task changes on each host; hosts whose changes differ at most in paths share a group, whose paths show `*`
 * where they differ. Keeps one copy of equal diffs.
 */
export class ChangeGroups {
  readonly #groups = new Map<string, Member[]>();

  take({ host, item, changes, unknowns }: TaskFinished): void {
    const named = item === undefined ? host : `${host} (${item})`;
    const key = JSON.stringify([changes.map(withoutPath), unknowns]);
    const known = this.#groups.get(key);
    const shared = known?.[0];
    const paths = changes.map(({ path }) => path);
    if (known === undefined || shared === undefined) this.#groups.set(key, [{ host, named, changes, unknowns, paths }]);
    else known.push({ host, named, changes: shared.changes, unknowns: shared.unknowns, paths });
  }

  /** The groups as they should be read: hosts in this order, and groups in the order of their first hosts. */
  all(order: ReadonlyMap<string, number>): readonly ChangeGroup[] {
    const placeOf = (member: Member | undefined) => order.get(member?.host ?? "") ?? 0;
    const groups = [...this.#groups.values()].map((members) => members.toSorted((a, b) => placeOf(a) - placeOf(b)));
    const inOrder = groups.toSorted((a, b) => placeOf(a[0]) - placeOf(b[0]));
    return inOrder.map((members) => ({
      hosts: members.map(({ named }) => named),
      changes: (members[0]?.changes ?? []).map((change, index) => withSharedPath(change, members, index)),
      unknowns: members[0]?.unknowns ?? [],
    }));
  }
}

interface Member extends Pick<TaskFinished, "changes" | "unknowns" | "host"> {
  /** With the item of a loop. */
  readonly named: string;
  readonly paths: readonly (string | undefined)[];
}

function withoutPath(change: ChangeShown): ChangeShown {
  if (change.path === undefined) return change;
  return { ...change, title: change.title.replaceAll(change.path, "\0"), path: "\0" };
}

function withSharedPath(change: ChangeShown, members: readonly Member[], index: number): ChangeShown {
  if (change.path === undefined) return change;
  const path = sharedPath(members.flatMap((member) => member.paths[index] ?? []));
  return { ...change, title: change.title.replaceAll(change.path, path), path };
}
