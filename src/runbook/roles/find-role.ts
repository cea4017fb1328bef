import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { didYouMean } from "../../problems/did-you-mean.ts";
import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import type { IncludedFiles } from "../included-files.ts";
import type { Role } from "./role.ts";

/** Where a role is looked for. */
export interface RolePlaces {
  readonly files: IncludedFiles;
  /** The folder of the file that names it. */
  readonly folder: string;
  /** The role that names it, if one does. */
  readonly role: Role | undefined;
}

/**
 * The absolute folder of a role: in `roles/` beside the runbook or the file that names it, in the folders of the roles path, beside
 * the role that names it. RB2110.
 */
export function findRole(name: string, at: Span, where: RolePlaces): string {
  const { files } = where;
  const places = [...placesOfRoles(where), ...(name.includes("/") ? [files.folder] : [])];
  const found = places.map((place) => resolve(place, name)).find(isFolder);
  if (found !== undefined) return found;
  const near = didYouMean(basename(name), places.flatMap(foldersIn));
  const looked = `Looked in ${places.map((place) => files.shown(place)).join(", ")}.`;
  throw problem("RB2110", `there is no role "${name}"`, { at, hint: [near, looked].filter(Boolean).join(" ") });
}

/** The absolute folders in which roles are looked for, in their order. */
export function placesOfRoles({ files, folder, role }: RolePlaces): readonly string[] {
  const beside = role?.folders[0];
  const ofFile = role ? [] : [join(folder, "roles")];
  const ofRole = beside === undefined ? [] : [dirname(beside)];
  return [...new Set([join(files.folder, "roles"), ...ofFile, ...files.rolesPath, ...ofRole])];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function foldersIn(place: string): readonly string[] {
  return existsSync(place) ? readdirSync(place).filter((name) => isFolder(join(place, name))) : [];
}
