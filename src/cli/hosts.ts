import type { Command } from "commander";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { End } from "./end.ts";
import { type InventoryFlags, type VariableFlags, withInventory, withVariables } from "./flags.ts";
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
  const { inventory } = await loadInventory(flags, world.directory, await vaultFor(world, flags));
  const { variablesAsWritten } = await import("../inventory/variables-as-written.ts");
  const print = (data: unknown) => world.output.write(`${JSON.stringify(data, null, 4)}\n`);
  if (flags.host !== undefined) {
    const host = inventory.hosts.get(flags.host);
    if (!host) throw unknown("host", flags.host, inventory.hosts.keys());
    print(variablesAsWritten(host));
  } else if (flags.list) {
    const { inventoryAsJson } = await import("../inventory/inventory-as-json.ts");
    print(inventoryAsJson(inventory, variablesAsWritten));
  } else if (flags.graph) {
    const { inventoryGraph } = await import("../inventory/inventory-graph.ts");
    const group = pattern === "all" || inventory.groups.has(pattern) ? pattern : undefined;
    if (group === undefined) throw unknown("group", pattern, inventory.groups.keys());
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

function unknown(what: "host" | "group", name: string, known: Iterable<string>) {
  const hint = didYouMean(name, known) ?? "runbook hosts --graph shows all of them.";
  return problem("RB3002", `the inventory has no ${what} "${name}"`, { hint });
}
