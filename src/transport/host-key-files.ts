import { readFile } from "node:fs/promises";
import { problem } from "../problems/problem.ts";
import { type KnownHostLine, parseKnownHosts } from "./known-hosts.ts";
import { editKnownHosts, type NewHostKey } from "./known-hosts-edit.ts";

/** Reads known_hosts files, each once, and adds keys to them. */
export class HostKeyFiles {
  readonly #files = new Map<string, Promise<readonly KnownHostLine[]>>();
  readonly #added: KnownHostLine[] = [];

  /** The lines of all files; a missing file is empty. RB4004 for one that cannot be read. */
  async lines(paths: readonly string[]): Promise<readonly KnownHostLine[]> {
    const read = (await Promise.all(paths.map((path) => this.#read(path)))).flat();
    return [...read, ...this.added(paths)];
  }

  /** The lines that were added to these files since they were read. */
  added(paths: readonly string[]): readonly KnownHostLine[] {
    return this.#added.filter(({ file }) => paths.includes(file));
  }

  /** Adds a key to a file, at once and durably. RB4004 when that cannot be done. */
  add(path: string, key: NewHostKey): void {
    editKnownHosts(path, { add: [key] });
    this.#added.push({ marker: "none", names: key.name, type: key.type, key: key.key, file: path, line: 0 });
  }

  #read(path: string): Promise<readonly KnownHostLine[]> {
    const known = this.#files.get(path) ?? readLines(path);
    this.#files.set(path, known);
    return known;
  }
}

async function readLines(path: string): Promise<readonly KnownHostLine[]> {
  try {
    return parseKnownHosts(await readFile(path, "latin1"), path).lines;
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw problem("RB4004", `${path} cannot be read (${code}), so no host key can be trusted`, {
      cause,
      hint: "make the file readable, or name another one with UserKnownHostsFile",
    });
  }
}
