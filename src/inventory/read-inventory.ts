import type { SourceFile } from "../source/span.ts";
import { finishInventory } from "./finish-inventory.ts";
import { InventoryDraft } from "./inventory-draft.ts";
import type { Inventory } from "./model.ts";
import { readInventoryFile } from "./read-inventory-file.ts";

/**
 * One inventory from files in YAML (or JSON) or INI form; what a later file says of the same host or group wins. Throws
 * everything that is wrong at once: RB3001, RB3002, RB3005, RB1103 and the problems of `readYaml`.
 */
export function readInventory(files: readonly SourceFile[]): Inventory {
  const first = files[0] ?? { name: "(no inventory)", text: "" };
  const draft = new InventoryDraft({ file: first, start: 0, end: 0 });
  for (const file of files) readInventoryFile(file, draft);
  return finishInventory(draft, { sources: files.map((file) => file.name) });
}
