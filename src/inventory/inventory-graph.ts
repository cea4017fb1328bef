import { problem } from "../problems/problem.ts";
import type { Inventory } from "./model.ts";

const mostLines = 1_000_000;

/** The groups below one, with their hosts, as the lines of `ansible-inventory --graph`. RB1006 for more than a million. */
export function inventoryGraph(inventory: Inventory, group = "all"): readonly string[] {
  const lines: string[] = [];
  addLines(inventory, group, lines, 0);
  return lines;
}

function addLines(inventory: Inventory, name: string, lines: string[], depth: number): void {
  const group = inventory.groups.get(name);
  const hosts = name === "all" ? [] : (group?.hosts ?? []);
  lines.push(indented(`@${name}:`, depth));
  if (lines.length > mostLines) {
    throw problem("RB1006", `the tree has more than ${mostLines} lines`, {
      hint: "groups that are in many others come once for each way to them; name one group to see it alone",
    });
  }
  for (const child of group?.children ?? []) addLines(inventory, child, lines, depth + 1);
  for (const host of hosts) lines.push(indented(host, depth + 1));
}

function indented(text: string, depth: number): string {
  return depth === 0 ? text : `${"  |".repeat(depth)}--${text}`;
}
