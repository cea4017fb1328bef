import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { inventoryFromNames } from "../inventory/inventory-from-names.ts";
import type { Inventory } from "../inventory/model.ts";
import { readInventory } from "../inventory/read-inventory.ts";
import { isSampleInventory, sampleProblem } from "../inventory/sample.ts";
import { problem } from "../problems/problem.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import type { Opener, SourceFile } from "../source/span.ts";
import type { InventoryFlags } from "./flags.ts";

/** An inventory, the files it was read from, and the folder that relative paths in it start from. */
export interface LoadedInventory {
  readonly inventory: Inventory;
  readonly files: readonly SourceFile[];
  readonly folder: string;
}

/** The files of `-i`, else `inventory.yaml` in the working directory. RB1001, RB3xxx. */
export async function loadInventory(
  flags: InventoryFlags,
  directory: string,
  vault?: Opener,
): Promise<LoadedInventory> {
  const names = flags.inventory ?? ["inventory.yaml"];
  if (!flags.inventory && !existsSync(join(directory, "inventory.yaml"))) {
    throw problem("RB1001", "there is no inventory.yaml here, and no -i FILE was given", {
      hint: "For practice hosts: runbook lab up --dir lab, then -i lab/inventory.yaml.",
    });
  }
  const [first = ""] = names;
  if (names.length === 1 && first.includes(",")) {
    return { inventory: inventoryFromNames(first), files: [{ name: "-i", text: first }], folder: directory };
  }
  const files = await Promise.all(names.map((name) => readSourceFile(resolve(directory, name), name, vault)));
  return { inventory: readInventory(files), files, folder: dirname(resolve(directory, first)) };
}

/** RB3006 for the sample that comes with the project: its hosts do not exist. */
export function refuseSample(inventory: Inventory): void {
  if (isSampleInventory(inventory)) throw sampleProblem(inventory);
}
