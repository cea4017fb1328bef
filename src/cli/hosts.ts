import type { Command } from "commander";
import type { ValueMap } from "../expression/value.ts";
import type { End } from "./end.ts";
import { type InventoryFlags, type VariableFlags, withInventory, withVariables } from "./flags.ts";
import { unknownName } from "./unknown-name.ts";
import type { World } from "./world.ts";

interface HostsFlags extends InventoryFlags, VariableFlags {
  readonly list?: boolean;
  readonly graph?: boolean;
  readonly host?: string;
}

const examples = `
Examples:
  runbook hosts 'campaign:!acme_dev' -i hosts.yaml     hosts of one group that are not in another
  runbook hosts --graph -i hosts.yaml                  groups as a tree
  runbook hosts --host prod-app1 -i hosts.yaml         what is set for a host`;

/** `runbook hosts [PATTERN]`: who a pattern means; `--list`, `--graph` and `--host` as ansible-inventory. */
export function addHosts(program: Command, world: World, end: End): void {
  const command = program
    .command("hosts")
    .argument("[pattern]", "hosts or groups", "all")
    .description("list hosts, one a line; or the inventory as JSON or as a tree");
  withVariables(withInventory(command))
    .addHelpText("after", examples)
    .option("--list", "everything as JSON, as ansible-inventory prints it")
    .option("--graph", "groups and hosts as a tree")
    .option("--host <name>", "one host's variables as JSON")
    .action((pattern: string, flags: HostsFlags) => hosts(world, pattern, flags, end));
}

async function hosts(world: World, pattern: string, flags: HostsFlags, end: End): Promise<void> {
  const { loadInventory } = await import("./load-inventory.ts");
  const { vaultFor } = await import("./vault-for.ts");
  const { inventory } = await loadInventory(flags, world, { vault: await vaultFor(world, flags) });
  const { variablesAsWritten } = await import("../inventory/variables-as-written.ts");
  const { sortedJson } = await import("./sorted-json.ts");
  const print = (data: ValueMap) => world.output.write(sortedJson(data));
  if (flags.host !== undefined) {
    const host = inventory.hosts.get(flags.host) ?? inventory.unlisted.get(flags.host);
    if (!host) throw unknownName("host", flags.host, inventory.hosts.keys());
    print(variablesAsWritten(host));
  } else if (flags.list) {
    const { inventoryAsJson } = await import("../inventory/inventory-as-json.ts");
    print(inventoryAsJson(inventory, variablesAsWritten));
  } else if (flags.graph) {
    const { inventoryGraph } = await import("../inventory/inventory-graph.ts");
    const group = pattern === "all" || inventory.groups.has(pattern) ? pattern : undefined;
    if (group === undefined) throw unknownName("group", pattern, inventory.groups.keys());
    world.output.write(`${inventoryGraph(inventory, group).join("\n")}\n`);
  } else {
    const { selectLimited } = await import("./select-limited.ts");
    const limited = await selectLimited(inventory, flags.limit, world.directory);
    const { selectHosts } = await import("../inventory/select-hosts.ts");
    const { printableLine } = await import("../report/printable.ts");
    const found = selectHosts(inventory, pattern).filter(({ name }) => !limited || limited.has(name));
    for (const { name } of found) world.output.write(`${printableLine(name)}\n`);
  }
  end(0);
}
