import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { problem } from "../problems/problem.ts";
import { readSourceFile } from "../source/read-source-file.ts";
import type { Opener, SourceFile, Span } from "../source/span.ts";

/** A file that is read with a runbook, and its folder. */
export interface IncludedFile {
  readonly file: SourceFile;
  readonly folder: string;
}

const mostGuesses = 500;

/** Where a file is looked for: a folder, or several in their order. */
type From = string | readonly string[];

/** Files that are read together with a runbook, each once, opened as it is; none lies outside of the runbook's folder and those of roles. */
export class IncludedFiles {
  readonly folder: string;
  /** Other folders of roles, absolute. */
  readonly rolesPath: readonly string[];
  readonly #shownFolder: string;
  readonly #opener: Opener | undefined;
  readonly #files = new Map<string, SourceFile>();
  #guesses = 0;

  constructor(runbook: SourceFile, folder: string, rolesPath: readonly string[] = []) {
    this.folder = folder;
    this.rolesPath = rolesPath;
    this.#shownFolder = dirname(runbook.name);
    this.#opener = runbook.opener;
  }

  /** In the order in which they were read. */
  get all(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  /** Whether there is such a file in one of the folders, or in the runbook's. */
  has(name: string, from: From): boolean {
    return this.#pathOf(name, from) !== undefined;
  }

  /** Looks in folders, then in the runbook's. RB2107 when it is in none, RB2108 when it lies outside; RB1xxx, RB32xx. */
  async read(name: string, { from, at }: { readonly from: From; readonly at: Span }): Promise<IncludedFile> {
    const path = this.#pathOf(name, from);
    if (path !== undefined) return this.readAt(path, { at, name });
    const places = [...new Set([from, this.folder].flat())].map((place) => this.shown(join(place, name)));
    throw problem("RB2107", `there is no file "${name}"`, { at, hint: `Looked for ${places.join(" and ")}.` });
  }

  /** The file at an absolute path. RB2108, RB1xxx, RB32xx. */
  async readAt(
    path: string,
    { at, name = this.shown(path) }: { readonly at: Span; readonly name?: string },
  ): Promise<IncludedFile> {
    this.refuseOutside(path, name, at);
    const file = this.#files.get(path) ?? (await readSourceFile(path, this.shown(path), this.#opener));
    this.#files.set(path, file);
    return { file, folder: dirname(path) };
  }

  /** A file is read because it may be meant. RB1006 when there are too many of those. */
  guess(at: Span): void {
    this.#guesses += 1;
    if (this.#guesses <= mostGuesses) return;
    throw problem("RB1006", `names with expressions lead to more than ${mostGuesses} files`, {
      at,
      hint: "Such a name stands for all files that match. Write more of it out.",
    });
  }

  /** What messages call a path. */
  shown(path: string): string {
    return isOutside(this.folder, path) ? path : join(this.#shownFolder, relative(this.folder, path));
  }

  /** Whether a path lies, links resolved, in the runbook's folder or in one of roles. */
  contains(path: string): boolean {
    const isIn = (folder: string) => !isOutside(folder, path) && !isOutside(realpathSync(folder), realpathSync(path));
    return existsSync(path) && [this.folder, ...this.rolesPath].some((folder) => existsSync(folder) && isIn(folder));
  }

  /** RB2108 for what does not lie, links resolved, in the runbook's folder or in one of roles. */
  refuseOutside(path: string, name: string, at: Span): void {
    if (this.contains(path)) return;
    throw problem("RB2108", `"${name}" lies outside of the runbook's folder`, {
      at,
      hint: "Put it into that folder, so that the runbook and what belongs to it can be taken along.",
    });
  }

  #pathOf(name: string, from: From): string | undefined {
    const places = isAbsolute(name) ? [name] : [from, this.folder].flat().map((folder) => resolve(folder, name));
    return places.find((path) => existsSync(path) && statSync(path).isFile());
  }
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === ".." || way.startsWith("../") || isAbsolute(way);
}
