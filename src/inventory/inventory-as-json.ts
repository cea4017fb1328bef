import { type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { groupHosts } from "./group-hosts.ts";
import type { Group, Host, Inventory } from "./model.ts";

/** The inventory as `ansible-inventory --list` prints it: groups, and `_meta.hostvars` with what `evaluate` gives. */
export function inventoryAsJson(inventory: Inventory, evaluate: (host: Host) => ValueMap): ValueMap {
  const groups = [...inventory.groups.values()].flatMap((group): readonly (readonly [string, Value])[] => {
    const entries = entriesOf(group);
    return entries.length > 0 ? [[group.name, valueMap(entries)]] : [];
  });
  const hosts = groupHosts(inventory, "all").flatMap((name) => inventory.hosts.get(name) ?? []);
  const variables = hosts
    .map((host) => [host.name, evaluate(host)] as const)
    .filter(([, values]) => Object.keys(values).length > 0);
  return valueMap([["_meta", valueMap([["hostvars", valueMap(variables)]])], ...groups]);
}

function entriesOf({ name, hosts, children }: Group): readonly (readonly [string, Value])[] {
  return [
    ...(name !== "all" && hosts.length > 0 ? [["hosts", hosts] as const] : []),
    ...(children.length > 0 ? [["children", children] as const] : []),
  ];
}
