/** What is needed to rank groups: who contains whom. */
export interface GroupTree {
  readonly children: ReadonlyMap<string, Iterable<string>>;
}

/** How deep each group stands below the outermost ones (its longest way), or the groups of a circle. */
export type Depths =
  | { readonly kind: "depths"; readonly of: ReadonlyMap<string, number> }
  | { readonly kind: "circle"; readonly groups: readonly string[] };

/** Ranks groups from the outside in. */
export function groupDepths({ children }: GroupTree): Depths {
  const waiting = new Map([...children.keys()].map((name) => [name, 0]));
  for (const child of [...children.values()].flatMap((names) => [...names])) {
    waiting.set(child, (waiting.get(child) ?? 0) + 1);
  }
  const depths = new Map<string, number>();
  const ready = [...waiting].filter(([, parents]) => parents === 0).map(([name]) => name);
  for (const name of ready) depths.set(name, 0);
  for (const name of ready) {
    for (const child of children.get(name) ?? []) {
      depths.set(child, Math.max(depths.get(child) ?? 0, (depths.get(name) ?? 0) + 1));
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  if (ready.length === waiting.size) return { kind: "depths", of: depths };
  const stuck = new Set([...waiting].filter(([, parents]) => parents > 0).map(([name]) => name));
  return { kind: "circle", groups: circleAmong(stuck, children) };
}

/** Walks back from stuck parent to stuck parent until a group comes again. */
function circleAmong(stuck: ReadonlySet<string>, children: GroupTree["children"]): readonly string[] {
  const parents = new Map<string, string>();
  for (const parent of stuck) {
    for (const child of children.get(parent) ?? []) if (!parents.has(child)) parents.set(child, parent);
  }
  const way = new Set<string>();
  let current = [...stuck][0];
  while (current !== undefined && !way.has(current)) {
    way.add(current);
    current = parents.get(current);
  }
  const names = [...way];
  return names.slice(current === undefined ? 0 : names.indexOf(current)).reverse();
}
