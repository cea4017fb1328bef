import { dirname } from "node:path";
import type { Scope } from "../expression/scope.ts";
import { type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { groupHosts } from "../inventory/group-hosts.ts";
import type { Host, Inventory } from "../inventory/model.ts";
import { newOmission } from "./omitted.ts";

/** What magic variables tell of the run. `variablesOf` gives a host's variables for `hostvars`. */
export interface MagicOptions {
  readonly inventory: Inventory;
  /** The runbook's folder; left out where there is none. */
  readonly folder?: string | undefined;
  readonly mode: "plan" | "apply";
  /** Hosts of the play that is being walked; those that are still taking part; those of them that are its turn now. */
  readonly allPlayHosts: () => readonly string[];
  readonly playHosts: () => readonly string[];
  readonly batchHosts: () => readonly string[];
  readonly variablesOf: (host: string) => ValueMap;
}

/** The names that the engine itself gives to every host, as Ansible calls them. */
export function magicVariables(options: MagicOptions): (host: Host) => Scope {
  const groups = lazily(() => groupMap(options.inventory));
  const hostvars = lazily(() => hostMap(options));
  const omission = newOmission();
  return (host) => {
    const values: Readonly<Record<string, () => Value>> = {
      inventory_hostname: () => host.name,
      inventory_hostname_short: () => host.name.split(".")[0] ?? host.name,
      inventory_file: () => host.file ?? null,
      inventory_dir: () => (host.file === undefined ? null : dirname(host.file)),
      group_names: () => host.groups.filter((name) => name !== "all").toSorted(),
      groups,
      hostvars,
      play_hosts: () => [...options.playHosts()],
      ansible_play_hosts: () => [...options.playHosts()],
      ansible_play_hosts_all: () => [...options.allPlayHosts()],
      ansible_play_batch: () => [...options.batchHosts()],
      ansible_check_mode: () => options.mode === "plan",
      ansible_managed: () => "Ansible managed",
      omit: () => omission,
      ...(options.folder !== undefined && { playbook_dir: () => options.folder ?? null }),
    };
    return {
      lookup: (name) => (Object.hasOwn(values, name) ? values[name]?.() : undefined),
      names: () => Object.keys(values),
    };
  };
}

function groupMap(inventory: Inventory): ValueMap {
  return valueMap([...inventory.groups.keys()].map((name) => [name, [...groupHosts(inventory, name)]]));
}

function hostMap({ inventory, variablesOf }: MagicOptions): ValueMap {
  const map = valueMap([]);
  for (const name of inventory.hosts.keys()) {
    Object.defineProperty(map, name, { enumerable: true, get: () => variablesOf(name) });
  }
  return map;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
