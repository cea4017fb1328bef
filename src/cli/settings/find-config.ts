import { accessSync, constants, existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Problem, warning } from "../../problems/problem.ts";
import type { World } from "../world.ts";

/** The configuration file that counts, if there is one, and what a person should know about the search. */
export interface FoundConfig {
  readonly path: string | undefined;
  readonly warnings: readonly Problem[];
}

/**
 * Ansible's search, the first that can be read: `ANSIBLE_CONFIG` (a file, or a folder with an ansible.cfg), `./ansible.cfg`,
 * `~/.ansible.cfg`, `/etc/ansible/ansible.cfg`. In a folder that everybody may write to, `./ansible.cfg` does not count.
 */
export function findConfig({
  environment,
  directory,
  home,
}: Pick<World, "environment" | "directory" | "home">): FoundConfig {
  const here = join(directory, "ansible.cfg");
  const isOpen = isWritableByAll(directory);
  const named = namedBy(environment.ANSIBLE_CONFIG, { directory, home });
  const places = [...named, ...(isOpen ? [] : [here]), join(home, ".ansible.cfg"), "/etc/ansible/ansible.cfg"];
  const path = places.find(isReadable);
  const isNamed = path !== undefined && named.includes(path);
  if (!isOpen || isNamed || !existsSync(here)) return { path, warnings: [] };
  const message = "ansible.cfg is left out: everybody may write to this folder, and so to what it says";
  const hint = "chmod o-w .; or name the file on purpose: ANSIBLE_CONFIG=ansible.cfg";
  return { path, warnings: [warning("RB8007", message, { hint })] };
}

function namedBy(name: string | undefined, { directory, home }: Pick<World, "directory" | "home">): readonly string[] {
  if (name === undefined || name === "") return [];
  const path = resolve(directory, name.replace(/^~(?=\/|$)/, home));
  return [isFolder(path) ? join(path, "ansible.cfg") : path];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isWritableByAll(folder: string): boolean {
  return ((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o002) !== 0;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return !isFolder(path);
  } catch {
    return false;
  }
}
