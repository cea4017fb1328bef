import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { problem } from "../../problems/problem.ts";
import { isVault } from "../../secrets/vault/is-vault.ts";
import type { Located } from "../../source/located.ts";
import { readYaml } from "../../source/read-yaml.ts";
import type { Span } from "../../source/span.ts";
import type { IncludedFile, IncludedFiles } from "../included-files.ts";

/** A file of a role: its part of the role, and its name there without the ending. */
export interface RolePart {
  readonly folder: string;
  readonly part: "tasks" | "handlers" | "defaults" | "vars" | "meta";
  /** Another file than `main`, which must be there. */
  readonly from: string | undefined;
  /** What names the role. */
  readonly at: Span;
}

const endings = ["", ".yml", ".yaml", ".json"];

/** The files of a part, in the order of their names where `main` is a folder; none where the role lacks it. RB2107, RB2108, RB1xxx. */
export async function readRolePart(
  { folder, part, from, at }: RolePart,
  files: IncludedFiles,
): Promise<readonly IncludedFile[]> {
  const name = from ?? "main";
  if (from !== undefined && relative(part, join(part, from)).startsWith("..")) {
    throw problem("RB2108", `"${from}" lies outside of the role's ${part}`, { at });
  }
  const paths = endings.map((ending) => join(folder, part, `${name}${ending}`));
  const found = paths.find((path) => existsSync(path));
  if (found === undefined && from === undefined) return [];
  if (found === undefined) {
    throw problem("RB2107", `the role has no file "${part}/${name}"`, {
      at,
      hint: `Looked for ${paths.map((path) => files.shown(path)).join(", ")}.`,
    });
  }
  const read: IncludedFile[] = [];
  for (const path of filesAt(found)) read.push(await files.readAt(path, { at }));
  return read;
}

/** What a file says; `undefined` where it says nothing. */
export function saidIn({ file }: IncludedFile, at: Span): Located | undefined {
  if (isVault(file.text)) throw problem("RB3201", `"${file.name}" is vaulted, and cannot be opened here`, { at });
  return file.text.replaceAll(/^(\s*#.*|---|\.\.\.)$/gm, "").trim() === "" ? undefined : readYaml(file);
}

function filesAt(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted();
  return names
    .filter((name) => endings.includes(extname(name)) && extname(name) !== "")
    .map((name) => join(path, name));
}
