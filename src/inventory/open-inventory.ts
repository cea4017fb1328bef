import { join, relative } from "node:path";
import { readSourceFile } from "../source/read-source-file.ts";
import type { Opener, SourceFile } from "../source/span.ts";
import { addNames } from "./add-names.ts";
import { type FoundInventory, type FoundSource, findInventory } from "./find-sources.ts";
import { finishInventory } from "./finish-inventory.ts";
import { localNames } from "./implicit-localhost.ts";
import { InventoryDraft } from "./inventory-draft.ts";
import type { ProgramWorld } from "./inventory-program.ts";
import type { Inventory } from "./model.ts";
import { readProgramInventory } from "./program-inventory.ts";
import { readInventoryFile } from "./read-inventory-file.ts";
import { type ReadVariableFiles, readVariableFiles } from "./read-variable-files.ts";

/** Where an inventory is read, and how. */
export interface InventoryWorld extends ProgramWorld {
  /** The runbook's folder, absolute: its `group_vars/` and `host_vars/` count too. */
  readonly runbookFolder?: string | undefined;
  /** Opens what is vaulted. */
  readonly vault?: Opener | undefined;
}

/** An inventory, the files it was read from, and the folder that relative paths in it start from. */
export interface OpenedInventory {
  readonly inventory: Inventory;
  readonly files: readonly SourceFile[];
  readonly folder: string;
}

/**
 * The inventory of what `-i` names, in order: files, folders, executables, lists of names; with the variables in `group_vars/` and
 * `host_vars/` beside them and beside the runbook. RB1001 to RB1007, RB1103, RB3001 to RB3005, RB3007, RB3008, RB3201 to RB3206.
 */
export async function openInventory(given: readonly string[], world: InventoryWorld): Promise<OpenedInventory> {
  const found: readonly FoundInventory[] = await Promise.all(given.map((one) => findInventory(one, world.directory)));
  const sources = found.flatMap((one) => one.sources);
  const draft = new InventoryDraft({ file: { name: given[0] ?? "", text: "" }, start: 0, end: 0 });
  const files: SourceFile[] = [];
  for (const source of sources) files.push(...(await readSource(source, draft, world)));
  const folders = withoutRepeats(found.flatMap(({ folder }) => folder ?? []));
  const names = { groups: [...draft.groups.keys()], hosts: new Set([...draft.hosts.keys(), ...localNames]) };
  const beside = world.runbookFolder === folders.at(-1) ? undefined : world.runbookFolder;
  const read = async (folder: string) => {
    const variables = await readVariableFiles(named(folder, world.directory), { ...names, vault: world.vault });
    draft.problems.push(...variables.problems);
    files.push(...variables.files);
    return variables;
  };
  const inventories: ReadVariableFiles[] = [];
  for (const folder of folders) inventories.push(await read(folder));
  const runbook = beside === undefined ? undefined : await read(beside);
  const shown = sources.map((source) => source.shown);
  const inventory = finishInventory(draft, { sources: shown, files: { inventories, runbook } });
  return { inventory, files, folder: folders[0] ?? world.directory };
}

async function readSource(
  source: FoundSource,
  draft: InventoryDraft,
  world: InventoryWorld,
): Promise<readonly SourceFile[]> {
  if (source.kind === "names") {
    draft.file = undefined;
    return [addNames(source.shown, draft)];
  }
  draft.file = source.path;
  if (source.kind === "program") return readProgramInventory(source, draft, world);
  const file = await readSourceFile(source.path, source.shown, world.vault);
  readInventoryFile(file, draft);
  return [file];
}

/** A folder, with the begin of the names of its files in messages. */
function named(folder: string, directory: string): { readonly path: string; readonly shown: string } {
  const near = relative(directory, folder);
  return { path: folder, shown: near === "" ? "" : join(near.startsWith("..") ? folder : near, "/") };
}

/** Several inventories of one folder in a row share its variables; they would only say the same again. */
function withoutRepeats(folders: readonly string[]): readonly string[] {
  return folders.filter((folder, index) => folder !== folders[index - 1]);
}
