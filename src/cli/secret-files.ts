import { readFile, realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { problem } from "../problems/problem.ts";
import { replaceFile } from "../secrets/replace-file.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import type { World } from "./world.ts";

/** A text to work on: what it is called, its bytes, and where the result goes. */
export interface SecretFile {
  readonly shown: string;
  readonly bytes: Buffer;
  /** Writes the result: in place, or to standard output for what came from standard input. */
  write(bytes: Uint8Array): Promise<void>;
}

/** The files of a command line in their order; standard input for "-" and for none. RB1001. */
export async function secretFiles(world: World, names: readonly string[]): Promise<readonly SecretFile[]> {
  const files: SecretFile[] = [];
  for (const name of names.length === 0 ? ["-"] : names) {
    files.push(name === "-" ? await standardInput(world) : await fileAt(world, name));
  }
  return files;
}

async function standardInput({ input, output }: World): Promise<SecretFile> {
  const chunks: Buffer[] = [];
  for await (const chunk of input.stream) chunks.push(Buffer.from(chunk));
  const write = async (bytes: Uint8Array) => output.write(Buffer.from(bytes).toString("utf8"));
  return { shown: "standard input", bytes: Buffer.concat(chunks), write };
}

async function fileAt({ directory }: World, name: string): Promise<SecretFile> {
  try {
    const path = await realpath(resolve(directory, name));
    const { mode } = await stat(path);
    return { shown: name, bytes: await readFile(path), write: (bytes) => replaceFile(path, bytes, mode & 0o7777) };
  } catch (cause) {
    throw problem("RB1001", `"${name}" cannot be read`, { cause, hint: "Nothing was written." });
  }
}

/** The vault text in a file. RB3205 when it is none. */
export function vaultIn({ shown, bytes }: SecretFile): string {
  const text = bytes.toString("utf8");
  if (isVault(text)) return text;
  throw problem("RB3205", `${shown} is not encrypted`, {
    hint: 'An Ansible Vault file begins with "$ANSIBLE_VAULT;".',
  });
}
