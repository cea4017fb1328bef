import type { ValueMap } from "../expression/value.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { implicitLocalhost } from "./implicit-localhost.ts";
import type { Host, Inventory } from "./model.ts";

/** One host's variables as `ansible-inventory --host` prints them; RB3002 for a name that is not there. */
export function hostAsJson(inventory: Inventory, name: string, evaluate: (host: Host) => ValueMap): ValueMap {
  const host = inventory.hosts.get(name) ?? implicitLocalhost(inventory, name);
  if (host) return evaluate(host);
  const hint = didYouMean(name, inventory.hosts.keys()) ?? "list the hosts with: runbook hosts";
  throw problem("RB3002", `there is no host "${name}" in the inventory`, { hint });
}
