import { ProblemError, problem } from "../problems/problem.ts";
import type { SourceFile } from "../source/span.ts";
import { readIniInventory } from "./ini-inventory.ts";
import type { InventoryDraft } from "./inventory-draft.ts";
import { readData } from "./read-data.ts";
import { readYamlInventory } from "./yaml-inventory.ts";

/** Reads one file into a draft, in the form that it has. */
export function readInventoryFile(file: SourceFile, draft: InventoryDraft): void {
  if (inventoryForm(file) === "ini") {
    if (file.vaulted) throw vaultedIni(file);
    readIniInventory(file, draft);
    return;
  }
  try {
    readYamlInventory(readData(file), draft);
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
