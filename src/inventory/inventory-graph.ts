import type { Inventory } from "./model.ts";

/** The groups below one, with their hosts, as the lines of `ansible-inventory --graph`. */
export function inventoryGraph(inventory: Inventory, group = "all"): readonly string[] {
  return linesOf(inventory, group, 0);
}

function linesOf(inventory: Inventory, name: string, depth: number): readonly string[] {
  const group = inventory.groups.get(name);
  const hosts = name === "all" ? [] : (group?.hosts ?? []);
  return [
    indented(`@${name}:`, depth),
    ...(group?.children ?? []).flatMap((child) => linesOf(inventory, child, depth + 1)),
    ...hosts.map((host) => indented(host, depth + 1)),
  ];
}

function indented(text: string, depth: number): string {
  return depth === 0 ? text : `${"  |".repeat(depth)}--${text}`;
}
