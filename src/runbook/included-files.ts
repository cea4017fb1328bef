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

/** Files that are read together with a runbook, each once, opened as it is; none lies outside of the runbook's folder. */
export class IncludedFiles {
  readonly folder: string;
  readonly #shownFolder: string;
  readonly #opener: Opener | undefined;
  readonly #files = new Map<string, SourceFile>();

  constructor(runbook: SourceFile, folder: string) {
    this.folder = folder;
    this.#shownFolder = dirname(runbook.name);
    this.#opener = runbook.opener;
  }

  /** In the order in which they were read. */
  get all(): readonly SourceFile[] {
    return [...this.#files.values()];
  }

  /** Whether there is such a file in a folder, or in the runbook's. */
  has(name: string, from: string): boolean {
    return this.#pathOf(name, from) !== undefined;
  }

  /** Looks in a folder, then in the runbook's. RB2107 when it is in neither, RB2108 when it lies outside of the runbook's; RB1xxx, RB32xx. */
  async read(name: string, { from, at }: { readonly from: string; readonly at: Span }): Promise<IncludedFile> {
    const path = this.#pathOf(name, from);
    if (path === undefined) {
      const places = [...new Set([from, this.folder])].map((place) => this.#shown(join(place, name)));
      throw problem("RB2107", `there is no file "${name}"`, { at, hint: `Looked for ${places.join(" and ")}.` });
    }
    if (isOutside(this.folder, path) || isOutside(realpathSync(this.folder), realpathSync(path))) {
      throw problem("RB2108", `"${name}" lies outside of the runbook's folder`, {
        at,
        hint: "Put it into that folder, so that the runbook and what belongs to it can be taken along.",
      });
    }
    const file = this.#files.get(path) ?? (await readSourceFile(path, this.#shown(path), this.#opener));
    this.#files.set(path, file);
    return { file, folder: dirname(path) };
  }

  #pathOf(name: string, from: string): string | undefined {
    const places = isAbsolute(name) ? [name] : [resolve(from, name), resolve(this.folder, name)];
    return places.find((path) => existsSync(path) && statSync(path).isFile());
  }

  #shown(path: string): string {
    return join(this.#shownFolder, relative(this.folder, path));
  }
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === ".." || way.startsWith("../") || isAbsolute(way);
}
