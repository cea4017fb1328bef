import { readFile } from "node:fs/promises";
import ssh2, { type ParsedKey } from "ssh2";
import { type ProblemError, problem } from "../problems/problem.ts";
import { visible } from "./visible.ts";

/** A private key file: usable, or why not. */
export type KeyFile =
  | { readonly kind: "key"; readonly path: string; readonly key: ParsedKey }
  | { readonly kind: "encrypted"; readonly path: string }
  | { readonly kind: "bad"; readonly path: string; readonly why: string };

/** Reads and parses private key files, each once. */
export class KeyFiles {
  readonly #files = new Map<string, Promise<KeyFile>>();

  read(path: string): Promise<KeyFile> {
    const file = this.#files.get(path) ?? readKey(path);
    this.#files.set(path, file);
    return file;
  }
}

async function readKey(path: string): Promise<KeyFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { kind: "bad", path, why: code === "ENOENT" ? "it does not exist" : `it cannot be read (${code})` };
  }
  const parsed: ParsedKey | Error | readonly ParsedKey[] = ssh2.utils.parseKey(bytes);
  if (parsed instanceof Error) {
    return /passphrase/i.test(parsed.message)
      ? { kind: "encrypted", path }
      : { kind: "bad", path, why: visible(parsed.message) };
  }
  const key = "type" in parsed ? parsed : parsed[0];
  if (key === undefined || !key.isPrivateKey()) return { kind: "bad", path, why: "it holds no private key" };
  return { kind: "key", path, key: withoutSha1(key) };
}

/** RSA signatures with SHA-1, which ssh2 falls back to for old servers, are refused where they would be made. */
function withoutSha1(key: ParsedKey): ParsedKey {
  const sign = key.sign.bind(key);
  key.sign = (data, algorithm) => {
    if (algorithm === "sha1") throw sha1Refused();
    return sign(data, algorithm);
  };
  return key;
}

/** RB4006 for a host that takes RSA keys only with SHA-1. */
export function sha1Refused(): ProblemError {
  return problem("RB4006", "the host accepts RSA keys only with SHA-1 signatures, which are not made", {
    hint: "use an ed25519 key, or update the host's sshd",
  });
}
