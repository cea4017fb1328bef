import { readFile } from "node:fs/promises";
import ssh2 from "ssh2";
import { replaceFile } from "../secrets/replace-file.ts";

/** An ed25519 key pair of SSH: the private half as a file has it, the public half as `type base64`. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** The key pair kept in `path` (0600) and `path.pub`, made at the first call. */
export async function keptKeyPair(path: string): Promise<KeyPair> {
  const kept = await readFile(path, "utf8").catch(absent);
  if (kept !== undefined) return { privateKey: kept, publicKey: publicHalf(kept) };
  const made = newKeyPair();
  await replaceFile(`${path}.pub`, `${made.publicKey} practice\n`, 0o644);
  await replaceFile(path, made.privateKey, 0o600);
  return made;
}

/** A new key pair. ssh2 1.17 makes about one key in 300 that it cannot read itself: such a one is made anew. */
export function newKeyPair(): KeyPair {
  for (;;) {
    const { private: privateKey } = ssh2.utils.generateKeyPairSync("ed25519", { comment: "practice" });
    if (!(ssh2.utils.parseKey(privateKey) instanceof Error)) return { privateKey, publicKey: publicHalf(privateKey) };
  }
}

function publicHalf(privateKey: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
