import { ProblemError, problem } from "../problems/problem.ts";
import { readYaml } from "../source/read-yaml.ts";
import type { SourceFile } from "../source/span.ts";
import { finishInventory } from "./finish-inventory.ts";
import { readIniInventory } from "./ini-inventory.ts";
import { InventoryDraft } from "./inventory-draft.ts";
import type { Inventory } from "./model.ts";
import { readYamlInventory } from "./yaml-inventory.ts";

/**
 * One inventory from files in YAML (or JSON) or INI form; what a later file says of the same host or group wins. Throws
 * everything that is wrong at once: RB3001, RB3002, RB3005, RB1103 and the problems of `readYaml`.
 */
export function readInventory(files: readonly SourceFile[]): Inventory {
  const first = files[0] ?? { name: "(no inventory)", text: "" };
  const draft = new InventoryDraft({ file: first, start: 0, end: 0 });
  for (const file of files) readFile(file, draft);
  return finishInventory(
    draft,
    files.map((file) => file.name),
  );
}

function readFile(file: SourceFile, draft: InventoryDraft): void {
  if (inventoryForm(file) === "ini") {
    if (file.vaulted) throw vaultedIni(file);
    readIniInventory(file, draft);
    return;
  }
  try {
    readYamlInventory(readYaml(file), draft);
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause;
    draft.problems.push(...cause.problems);
  }
}

function vaultedIni({ name }: SourceFile): ProblemError {
  return problem("RB3206", `"${name}" is vaulted, and not in YAML form`, {
    hint: "Vault a YAML file of variables, or single values, and leave the list of hosts readable.",
  });
}

/** By extension; without a telling one, by the first line that says something. */
export function inventoryForm(file: SourceFile): "yaml" | "ini" {
  if (/\.(ya?ml|json)$/i.test(file.name)) return "yaml";
  if (/\.(ini|cfg)$/i.test(file.name)) return "ini";
  const line = file.text.split("\n").find((one) => !/^\s*([#;]|$)/.test(one)) ?? "";
  return /^(---|%|\{|["']?[\w.-]+["']?:(\s|$))/.test(line) ? "yaml" : "ini";
}
