import { readFile } from "node:fs/promises";
import { problem } from "../problems/problem.ts";
import {
  type FindLines,
  indexKnownHosts,
  type KnownHostLine,
  type KnownKeys,
  keysIn,
  parseKnownHosts,
} from "./known-hosts.ts";
import { editKnownHosts, type NewHostKey } from "./known-hosts-edit.ts";

/** Reads known_hosts files, each once, and adds keys to them. */
export class HostKeyFiles {
  readonly #files = new Map<string, Promise<FindLines>>();
  readonly #added: KnownHostLine[] = [];

  /** What all files say of a host, by its name in known_hosts; a missing file is empty. RB4004 for one that cannot be read. */
  async keysOf(name: string, paths: readonly string[]): Promise<KnownKeys> {
    const files = await Promise.all(paths.map((path) => this.#read(path)));
    return keysIn([...files.flatMap((find) => find(name)), ...this.#addedFor(name, paths)]);
  }

  /** What was added of a host to these files since they were read. */
  added(name: string, paths: readonly string[]): KnownKeys {
    return keysIn(this.#addedFor(name, paths));
  }

  #addedFor(name: string, paths: readonly string[]): readonly KnownHostLine[] {
    return this.#added.filter(({ names, file }) => names === name && paths.includes(file));
  }

  /** Adds a key to a file, at once and durably. RB4004 when that cannot be done. */
  add(path: string, key: NewHostKey): void {
    editKnownHosts(path, { add: [key] });
    this.#added.push({ marker: "none", names: key.name, type: key.type, key: key.key, file: path, line: 0 });
  }

  #read(path: string): Promise<FindLines> {
    const known = this.#files.get(path) ?? readLines(path);
    this.#files.set(path, known);
    return known;
  }
}

async function readLines(path: string): Promise<FindLines> {
  try {
    return indexKnownHosts(parseKnownHosts(await readFile(path, "latin1"), path).lines);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return indexKnownHosts([]);
    throw problem("RB4004", `${path} cannot be read (${code}), so no host key can be trusted`, {
      cause,
      hint: "make the file readable, or name another one with UserKnownHostsFile",
    });
  }
}
