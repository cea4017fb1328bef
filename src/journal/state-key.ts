import { closeSync, constants, fsyncSync, linkSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { problem } from "../problems/problem.ts";
import { diskReason } from "./disk-reason.ts";
import { readOwnFile } from "./read-own-file.ts";
import { privateFolder } from "./state-folder.ts";

const keyLength = 32;

/** What a key is kept with, and made from. */
export interface KeyPlace {
  readonly state: string;
  readonly userId: number;
  readonly random: (bytes: number) => Uint8Array;
}

/**
 * The key of the state folder, 32 bytes in a file of 0600: digests of what is secret are made with it, so that who reads a
 * journal or a plan cannot try values. Made when it is first needed, whole under its name or not at all. RB7001.
 */
export function stateKey({ state, userId, random }: KeyPlace): Uint8Array {
  privateFolder(state, userId);
  const path = join(state, "key");
  return existing(path, userId) ?? made(path, random) ?? existing(path, userId) ?? unusable(path);
}

function existing(path: string, userId: number): Uint8Array | undefined {
  try {
    return readOwnFile(path, userId, (file, size) => {
      const key = Buffer.alloc(keyLength);
      return size === keyLength && readSync(file, key, 0, keyLength, 0) === keyLength ? key : unusable(path);
    });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw error;
  }
}

/** `undefined` when somebody else was faster. */
function made(path: string, random: KeyPlace["random"]): Uint8Array | undefined {
  const key = random(keyLength);
  const beside = `${path}.${Buffer.from(random(6)).toString("hex")}`;
  try {
    try {
      writeWhole(beside, key);
      linkSync(beside, path);
    } finally {
      rmSync(beside, { force: true });
    }
    return key;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    throw problem("RB7001", `cannot make ${path}: ${diskReason(error)}`, {
      cause: error,
      hint: "Is the disk full, or the folder not ours?",
    });
  }
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function unusable(path: string): never {
  throw problem("RB7001", `${path} does not hold a key of ${keyLength} bytes`, {
    hint: "Digests of secrets in older journals were made with it. Put it back from a backup, or remove it to get a new one.",
  });
}
