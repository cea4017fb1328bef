import type { Inventory } from "./model.ts";

/** Names of the hosts of a group and of the groups below it: its own first, then level by level, each once. */
export function groupHosts(inventory: Inventory, group: string): readonly string[] {
  const seen = new Set([group]);
  const hosts = new Set<string>();
  for (const name of seen) {
    const found = inventory.groups.get(name);
    for (const host of found?.hosts ?? []) hosts.add(host);
    for (const child of found?.children ?? []) seen.add(child);
  }
  return [...hosts];
}
