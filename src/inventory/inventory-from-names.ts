import { finishInventory } from "./finish-inventory.ts";
import { InventoryDraft } from "./inventory-draft.ts";
import type { Inventory } from "./model.ts";

/** The inventory of a list given in place of a file: `-i web1,web2:2222,`; RB3005 for names that are not allowed. */
export function inventoryFromNames(names: string): Inventory {
  const file = { name: "-i", text: names };
  const draft = new InventoryDraft({ file, start: 0, end: 0 });
  let start = 0;
  for (const name of names.split(",")) {
    const end = start + name.length;
    if (name.trim() !== "") draft.addHosts(name.trim(), "all", { file, start, end });
    start = end + 1;
  }
  return finishInventory(draft, ["-i"]);
}
