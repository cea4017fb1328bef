import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { problem } from "../problems/problem.ts";
import { FolderWalk } from "./folder-walk.ts";
import { namesIn } from "./names-in.ts";

/** A file with variables; `path` is absolute, `shown` is how messages name it. */
export interface VariableFile {
  readonly path: string;
  readonly shown: string;
}

const extensions = [".yml", ".yaml", ".json"] as const;

/**
 * The files of a folder like `group_vars` that belong to each of these names: `web.yml`, `web.yaml`, `web.json`, `web`, or those in
 * the folder `web/`, in the order of their names. Nothing where there is no such folder. RB3001 when a name has two of these.
 */
export async function findVariableFiles(
  folder: VariableFile,
  names: Iterable<string>,
): Promise<ReadonlyMap<string, readonly VariableFile[]>> {
  const there = new Set(await namesIn(folder));
  const found = new Map<string, readonly VariableFile[]>();
  if (there.size === 0) return found;
  for (const name of names) {
    const [first, second] = [name, ...extensions.map((end) => `${name}${end}`)].filter((one) => there.has(one));
    if (first !== undefined && second !== undefined) throw twoOf(folder, first, second);
    if (first !== undefined) found.set(name, await filesAt(within(folder, first), new FolderWalk(), 1));
  }
  return found;
}

function twoOf(folder: VariableFile, first: string, second: string) {
  const message = `${join(folder.shown, first)} and ${second} are for the same name, and Ansible reads only the first`;
  return problem("RB3001", message, { hint: "put the variables of one into the other, or both into one folder" });
}

/** The file itself, or what is in the folder: hidden files, backups and other extensions are left out. */
async function filesAt(file: VariableFile, walk: FolderWalk, depth: number): Promise<readonly VariableFile[]> {
  walk.step(file.shown, depth);
  const found = await statOf(file);
  if (!found.isDirectory()) return [regular(file, found)];
  const files: VariableFile[] = [];
  for (const name of await namesIn(file)) {
    const end = extname(name);
    if (name.startsWith(".") || name.endsWith("~")) continue;
    const one = within(file, name);
    const inside = await statOf(one);
    if (end === "" || (inside.isFile() && isExtension(end))) files.push(...(await filesAt(one, walk, depth + 1)));
  }
  return files;
}

async function statOf({ path, shown }: VariableFile): Promise<Stats> {
  try {
    return await stat(path);
  } catch (cause) {
    throw problem("RB1001", `"${shown}" cannot be read: does it link to a file that is not there?`, { cause });
  }
}

function regular(file: VariableFile, found: Stats): VariableFile {
  if (found.isFile()) return file;
  throw problem("RB1001", `"${file.shown}" cannot be read: it is neither a file nor a folder`);
}

function isExtension(end: string): boolean {
  return extensions.some((one) => one === end);
}

function within(folder: VariableFile, name: string): VariableFile {
  return { path: join(folder.path, name), shown: join(folder.shown, name) };
}
