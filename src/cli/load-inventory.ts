import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "../inventory/model.ts";
import { type OpenedInventory, openInventory } from "../inventory/open-inventory.ts";
import { isSampleInventory, sampleProblem } from "../inventory/sample.ts";
import { problem } from "../problems/problem.ts";
import type { Opener } from "../source/span.ts";
import type { InventoryFlags } from "./flags.ts";
import type { World } from "./world.ts";

/** What else of the run an inventory depends on. */
export interface InventoryOptions {
  /** Its `group_vars/` and `host_vars/` count too. */
  readonly runbookFolder?: string | undefined;
  /** Opens what is vaulted. */
  readonly vault?: Opener | undefined;
}

/**
 * The inventory of `-i`, else `inventory.yaml` in the working directory, with the variables beside it and in the runbook's folder.
 * RB1xxx, RB3xxx.
 */
export async function loadInventory(
  flags: InventoryFlags,
  { directory, onInterrupt }: Pick<World, "directory" | "onInterrupt">,
  options: InventoryOptions = {},
): Promise<OpenedInventory> {
  if (!flags.inventory && !existsSync(join(directory, "inventory.yaml"))) {
    throw problem("RB1001", "there is no inventory.yaml here, and no -i FILE was given", {
      hint: "For practice hosts: runbook lab up --dir lab, then -i lab/inventory.yaml.",
    });
  }
  return openInventory(flags.inventory ?? ["inventory.yaml"], { directory, onInterrupt, ...options });
}

/** RB3006 for the sample that comes with the project: its hosts do not exist. */
export function refuseSample(inventory: Inventory): void {
  if (isSampleInventory(inventory)) throw sampleProblem(inventory);
}
