import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { problem } from "../problems/problem.ts";
import { FolderWalk } from "./folder-walk.ts";
import { namesIn } from "./names-in.ts";

/** One thing to read hosts from; `path` is absolute, `shown` as it was given. */
export type FoundSource =
  | { readonly kind: "names"; readonly shown: string }
  | { readonly kind: "file" | "program"; readonly path: string; readonly shown: string };

/** What one `-i` stands for; `folder` is where its `group_vars/` and `host_vars/` are, absolute. */
export interface FoundInventory {
  readonly sources: readonly FoundSource[];
  readonly folder: string | undefined;
}

/** As Ansible: what stands beside inventories in a folder and is none. */
const ignoredNames: ReadonlySet<string> = new Set(["group_vars", "host_vars", "vars_plugins"]);
const ignoredEnds = /(\.(pyc|pyo|swp|bak|rpm|md|txt|rst|orig|ini|cfg|retry)|~)$/;

/**
 * What an `-i` names: a list of names (with a comma), a file, an executable, or a folder of these, read in the order of their names.
 * RB1001 for what is not there, RB3001 for a folder without an inventory, RB3007 for a program that may not be executed.
 */
export async function findInventory(given: string, directory: string): Promise<FoundInventory> {
  const path = resolve(directory, given);
  const kind = await kindOf(path);
  if (kind === undefined && given.includes(",")) {
    return { sources: [{ kind: "names", shown: given }], folder: undefined };
  }
  if (kind !== "folder") return { sources: [await fileOrProgram(path, given)], folder: dirname(path) };
  const sources = await sourcesOf({ path, shown: given }, new FolderWalk(), 1);
  if (sources.length > 0) return { sources, folder: path };
  throw problem("RB3001", `the folder "${given}" holds no inventory`, {
    hint: "as in Ansible, files like *.ini, *.cfg, *.txt and *.md in a folder are left out; name them each with -i",
  });
}

async function sourcesOf(
  folder: { readonly path: string; readonly shown: string },
  walk: FolderWalk,
  depth: number,
): Promise<readonly FoundSource[]> {
  const found: FoundSource[] = [];
  for (const name of await namesIn(folder)) {
    if (name.startsWith(".") || ignoredNames.has(name) || ignoredEnds.test(name)) continue;
    const path = join(folder.path, name);
    const shown = join(folder.shown, name);
    walk.step(shown, depth);
    if ((await kindOf(path)) === "folder") found.push(...(await sourcesOf({ path, shown }, walk, depth + 1)));
    else found.push(await fileOrProgram(path, shown));
  }
  return found;
}

/** Only what is executable and says with which program, or is one itself, is run; the mode of some disks is always executable. */
async function fileOrProgram(path: string, shown: string): Promise<FoundSource> {
  if (extname(path) === ".toml") {
    throw problem("RB3001", `"${shown}": inventories in TOML are not supported`, { hint: "write it as YAML or INI" });
  }
  if ((await kindOf(path)) !== "file" || !(await beginsAsProgram(path))) return { kind: "file", path, shown };
  if (await isExecutable(path)) return { kind: "program", path, shown };
  throw problem("RB3007", `"${shown}" begins as a program does, but may not be executed`, {
    hint: `chmod +x ${shown}`,
  });
}

async function kindOf(path: string): Promise<"file" | "folder" | "other" | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return "folder";
    return found.isFile() ? "file" : "other";
  } catch {
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function beginsAsProgram(path: string): Promise<boolean> {
  const begin = await beginOf(path);
  return begin.startsWith("#!") || begin.startsWith("\x7fELF");
}

async function beginOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return "";
  }
}
