import { ProblemError } from "../problems/problem.ts";
import { groupDepths } from "./group-depths.ts";
import { hostVariables } from "./host-variables.ts";
import type { GroupDraft, InventoryDraft } from "./inventory-draft.ts";
import type { Host, Inventory } from "./model.ts";

/** The finished inventory of a draft; throws what was collected, and RB3001 for groups that contain each other. */
export function finishInventory(draft: InventoryDraft, sources: readonly string[]): Inventory {
  adoptOrphans(draft);
  const depths = groupDepths({ children: new Map([...draft.groups].map(([name, group]) => [name, group.children])) });
  if (depths.kind === "circle") reportCircle(depths.groups, draft);
  if (draft.problems.length > 0 || depths.kind === "circle") throw new ProblemError(draft.problems);
  const memberships = membershipsOf(draft, depths.of);
  const hosts = [...draft.hosts].map(([name, own]): [string, Host] => {
    const groups = memberships.get(name) ?? [];
    const ranked = groups.map((group) => ({ ...group, depth: depths.of.get(group.name) ?? 0 }));
    return [name, { name, groups: groups.map((group) => group.name), ...hostVariables(ranked, own) }];
  });
  const groups = [...draft.groups.values()].map(({ name, children, hosts: direct, variables }) => {
    return [name, { name, children: [...children], hosts: [...direct], variables }] as const;
  });
  return { hosts: new Map(hosts), groups: new Map(groups), sources };
}

/** Groups without a parent belong to `all`; hosts that are in no other group belong to `ungrouped`. */
function adoptOrphans(draft: InventoryDraft): void {
  const all = draft.groups.get("all");
  const ungrouped = draft.groups.get("ungrouped");
  const children = new Set([...draft.groups.values()].flatMap((group) => [...group.children]));
  for (const name of draft.groups.keys()) {
    if (name !== "all" && !children.has(name)) all?.children.add(name);
  }
  const others = [...draft.groups.values()].filter((group) => group !== all && group !== ungrouped);
  const grouped = new Set(others.flatMap((group) => [...group.hosts]));
  for (const host of draft.hosts.keys()) {
    if (grouped.has(host)) ungrouped?.hosts.delete(host);
    else ungrouped?.hosts.add(host);
  }
}

/** For each host the groups it is in, directly or not, outer ones first. */
function membershipsOf(draft: InventoryDraft, depths: ReadonlyMap<string, number>): Map<string, readonly GroupDraft[]> {
  const parents = new Map<string, GroupDraft[]>();
  for (const group of draft.groups.values()) {
    for (const child of group.children) parents.set(child, [...(parents.get(child) ?? []), group]);
  }
  const ancestors = new Map<string, ReadonlySet<GroupDraft>>();
  const outerFirst = [...draft.groups.values()].toSorted((a, b) => depthOf(a, depths) - depthOf(b, depths));
  const found = new Map<string, Set<GroupDraft>>();
  for (const group of outerFirst) {
    const above = new Set((parents.get(group.name) ?? []).flatMap((one) => [...(ancestors.get(one.name) ?? [])]));
    const line = above.add(group);
    ancestors.set(group.name, line);
    for (const host of group.hosts) {
      const known = found.get(host) ?? new Set();
      for (const one of line) known.add(one);
      found.set(host, known);
    }
  }
  const byRank = (a: GroupDraft, b: GroupDraft) =>
    depthOf(a, depths) - depthOf(b, depths) || a.priority - b.priority || (a.name < b.name ? -1 : 1);
  return new Map([...found].map(([host, groups]) => [host, [...groups].toSorted(byRank)]));
}

function depthOf(group: GroupDraft, depths: ReadonlyMap<string, number>): number {
  return depths.get(group.name) ?? 0;
}

/** Begins the circle so that the edge written last closes it: that is where the mistake most likely is. */
function reportCircle(circle: readonly string[], draft: InventoryDraft): void {
  const edgeTo = (index: number) => draft.edges.get(`${circle.at(index - 1)} ${circle[index]}`);
  const start = (index: number) => edgeTo(index)?.start ?? -1;
  const first = [...circle.keys()].toSorted((a, b) => start(b) - start(a))[0] ?? 0;
  const way = [...circle.slice(first), ...circle.slice(0, first), circle[first]].map((name) => `"${name}"`);
  const at = edgeTo(first);
  draft.problems.push({
    code: "RB3001",
    severity: "error",
    message: `groups contain each other: ${way.join(" contains ")}`,
    ...(at && { at }),
    hint: "take one of them out of the other's children",
  });
}
