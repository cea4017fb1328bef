import { ProblemError } from "../problems/problem.ts";
import { groupDepths } from "./group-depths.ts";
import { implicitLocalhost, localNames } from "./implicit-localhost.ts";
import { type Inherited, inheritedBy, type RankedGroup } from "./inherited.ts";
import type { GroupDraft, InventoryDraft } from "./inventory-draft.ts";
import { ListedHost } from "./listed-host.ts";
import type { Host, Inventory } from "./model.ts";
import { type AllVariableFiles, noVariableFiles } from "./variable-files.ts";

const deepest = 100;

/** What an inventory is made of besides the draft. */
export interface FinishOptions {
  /** Names of the files, as given. */
  readonly sources: readonly string[];
  readonly files?: AllVariableFiles;
}

/** The finished inventory of a draft; throws what was collected, and RB3001 for groups that contain each other. */
export function finishInventory(draft: InventoryDraft, { sources, files = noVariableFiles }: FinishOptions): Inventory {
  adoptOrphans(draft);
  const depths = groupDepths({ children: new Map([...draft.groups].map(([name, group]) => [name, group.children])) });
  if (depths.kind === "circle") reportCircle(depths.groups, draft);
  else refuseDepth(draft, depths.of);
  if (draft.problems.length > 0 || depths.kind === "circle") throw new ProblemError(draft.problems);
  const memberships = membershipsOf(draft, depths.of);
  const ranked = new Map([...draft.groups.values()].map((group) => [group.name, rankedGroup(group, depths.of)]));
  const inherited = sharedInheritance(ranked, files);
  const hosts = [...draft.hosts].map(([name, { said, file }]): [string, Host] => {
    const groups = (memberships.get(name) ?? []).map((group) => group.name);
    return [name, new ListedHost({ name, groups, file, said }, inherited(groups), files)];
  });
  const groups = [...draft.groups.values()].map(({ name, children, hosts: direct, said }) => {
    const variables = new Map(said.map((definition) => [definition.name, definition]));
    return [name, { name, children: [...children], hosts: [...direct], variables }] as const;
  });
  const all = ranked.get("all");
  const unlisted = all
    ? localNames
        .filter((name) => !draft.hosts.has(name))
        .map((name) => [name, implicitLocalhost(name, all, files)] as const)
    : [];
  return { hosts: new Map(hosts), groups: new Map(groups), sources, unlisted: new Map(unlisted) };
}

function rankedGroup({ name, priority, said }: GroupDraft, depths: ReadonlyMap<string, number>): RankedGroup {
  return { name, priority, said, depth: depths.get(name) ?? 0 };
}

/** What hosts of the same groups have in common is found out once. */
function sharedInheritance(
  ranked: ReadonlyMap<string, RankedGroup>,
  files: AllVariableFiles,
): (groups: readonly string[]) => Inherited {
  const known = new Map<string, Inherited>();
  return (groups) => {
    const key = groups.join("\n");
    const shared =
      known.get(key) ??
      inheritedBy(
        groups.flatMap((name) => ranked.get(name) ?? []),
        files,
      );
    known.set(key, shared);
    return shared;
  };
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

/** What nobody writes by hand, and what would take a host's groups out of all measure. */
function refuseDepth(draft: InventoryDraft, depths: ReadonlyMap<string, number>): void {
  const deep = [...depths].find(([, depth]) => depth > deepest)?.[0];
  if (deep === undefined) return;
  const at = [...draft.edges].find(([edge]) => edge.endsWith(` ${deep}`))?.[1];
  const message = `groups are nested more than ${deepest} levels deep`;
  draft.problems.push({ code: "RB1006", severity: "error", message, ...(at && { at }) });
}

/** Begins the circle so that the edge written last closes it: that is where the mistake most likely is. */
function reportCircle(circle: readonly string[], draft: InventoryDraft): void {
  const edgeTo = (index: number) => draft.edges.get(`${circle.at(index - 1)} ${circle[index]}`);
  const start = (index: number) => edgeTo(index)?.start ?? -1;
  const first = [...circle.keys()].toSorted((a, b) => start(b) - start(a))[0] ?? 0;
  const ring = [...circle.slice(first), ...circle.slice(0, first), circle[first]].map((name) => `"${name}"`);
  const way = ring.length > 12 ? [...ring.slice(0, 6), `${ring.length - 12} more`, ...ring.slice(-6)] : ring;
  const at = edgeTo(first);
  draft.problems.push({
    code: "RB3001",
    severity: "error",
    message: `groups contain each other: ${way.join(" contains ")}`,
    ...(at && { at }),
    hint: "take one of them out of the other's children",
  });
}
