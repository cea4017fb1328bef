import { HostVariables } from "../engine/host-variables.ts";
import { magicVariables } from "../engine/magic-variables.ts";
import type { Outside } from "../expression/scope.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Host, Inventory } from "../inventory/model.ts";
import { problem } from "../problems/problem.ts";
import { saysHowToConnect } from "../transport/connection-variable.ts";

/** The variables that say how hosts are reached, by host, for commands that walk no runbook. */
export function connectionVariables(inventory: Inventory, outside?: Outside): (host: Host) => ValueMap {
  const known = new Map<string, HostVariables>();
  const none: ReadonlyMap<string, never> = new Map<string, never>();
  const magic = magicVariables({
    inventory,
    mode: "plan",
    allPlayHosts: () => [],
    playHosts: () => [],
    batchHosts: () => [],
    variablesOf: (name) => of(named(inventory, name)).asMap(),
  });
  const of = (host: Host): HostVariables => {
    const variables =
      known.get(host.name) ??
      new HostVariables(host, { defaults: none, extra: none, magic, ...(outside && { outside }) });
    known.set(host.name, variables);
    return variables;
  };
  return (host) => {
    const scope = of(host).scope();
    const names = [...scope.names()].filter((name) => saysHowToConnect(name));
    return valueMap(names.map((name) => [name, scope.lookup(name) ?? null]));
  };
}

function named(inventory: Inventory, name: string): Host {
  const host = inventory.hosts.get(name) ?? inventory.unlisted.get(name);
  if (!host) throw problem("RB3002", `the inventory has no host "${name}"`);
  return host;
}
