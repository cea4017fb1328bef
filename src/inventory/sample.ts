import { type ProblemError, problem } from "../problems/problem.ts";
import type { Host, Inventory } from "./model.ts";

/** True when no host of the inventory can exist: all are under example.net, and none has another address. */
export function isSampleInventory(inventory: Inventory): boolean {
  const hosts = [...inventory.hosts.values()];
  return hosts.length > 0 && hosts.every(isSampleHost);
}

/** RB3006: what to tell someone who runs a runbook against the sample, in one line. */
export function sampleProblem(inventory: Inventory): ProblemError {
  const name = inventory.sources[0] ?? "the inventory";
  const ways = "practice with `runbook lab up --dir lab` and `-i lab/inventory.yaml`, or write your own hosts into it";
  return problem("RB3006", `${name} is the sample, its hosts do not exist: ${ways}`);
}

function isSampleHost(host: Host): boolean {
  const address = host.variables.get("ansible_host")?.value;
  const reached = address?.kind === "scalar" ? String(address.value) : host.name;
  return reached.endsWith(".example.net");
}
