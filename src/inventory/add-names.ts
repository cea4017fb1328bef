import type { SourceFile } from "../source/span.ts";
import type { InventoryDraft } from "./inventory-draft.ts";

/** Adds the hosts of a list given in place of a file: `-i web1,web2:2222,`; the list as a file. */
export function addNames(names: string, draft: InventoryDraft): SourceFile {
  const file = { name: "-i", text: names };
  let start = 0;
  for (const name of names.split(",")) {
    const end = start + name.length;
    if (name.trim() !== "") draft.addHosts(name.trim(), "all", { file, start, end });
    start = end + 1;
  }
  return file;
}
