import { readFile } from "node:fs/promises";
import { problem } from "../problems/problem.ts";
import { type KnownHostLine, parseKnownHosts } from "./known-hosts.ts";

/** Reads known_hosts files, each once. */
export class HostKeyFiles {
  readonly #files = new Map<string, Promise<readonly KnownHostLine[]>>();

  /** The lines of all files; a missing file is empty. RB4004 for one that cannot be read. */
  async lines(paths: readonly string[]): Promise<readonly KnownHostLine[]> {
    return (await Promise.all(paths.map((path) => this.#read(path)))).flat();
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
