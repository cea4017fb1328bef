import { createPrivateKey, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import ssh2, { type ParsedKey } from "ssh2";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import { publicPartOf } from "./public-part.ts";
import { visible } from "./visible.ts";

/** A private key file: usable, or why not. `publicKey` is there when the file, or FILE.pub beside it, tells it. */
export type KeyFile =
  | { readonly kind: "key"; readonly path: string; readonly key: ParsedKey; readonly publicKey: Buffer }
  | { readonly kind: "encrypted"; readonly path: string; readonly publicKey: Buffer | undefined }
  | { readonly kind: "public"; readonly path: string; readonly publicKey: Buffer }
  | { readonly kind: "bad"; readonly path: string; readonly why: string };

/** Asks a person for the passphrase of a key file. */
export type AskPassphrase = (path: string) => Promise<SecretText>;

/** Reads and parses private key files, each once; asks for a passphrase once per file. */
export class KeyFiles {
  readonly #files = new Map<string, Promise<KeyFile>>();
  readonly #opened = new Map<string, Promise<KeyFile>>();
  readonly #ask: AskPassphrase | undefined;

  /** Without `ask`, encrypted files stay closed. */
  constructor(ask?: AskPassphrase) {
    this.#ask = ask;
  }

  read(path: string): Promise<KeyFile> {
    const file = this.#files.get(path) ?? readKey(path);
    this.#files.set(path, file);
    return file;
  }

  /** Opens an encrypted file; `undefined` when nobody can be asked for its passphrase. */
  open(path: string): Promise<KeyFile> | undefined {
    const ask = this.#ask;
    if (ask === undefined) return undefined;
    const opening = this.#opened.get(path) ?? ask(path).then((passphrase) => readKey(path, passphrase));
    this.#opened.set(path, opening);
    return opening;
  }
}

async function readKey(path: string, passphrase?: SecretText): Promise<KeyFile> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return { kind: "bad", path, why: code === "ENOENT" ? "it does not exist" : `it cannot be read (${code})` };
  }
  const parsed: ParsedKey | Error | readonly ParsedKey[] = ssh2.utils.parseKey(bytes, passphrase?.reveal());
  if (parsed instanceof Error) {
    if (passphrase !== undefined) return { kind: "bad", path, why: "the passphrase does not open it" };
    return /passphrase/i.test(parsed.message)
      ? { kind: "encrypted", path, publicKey: publicPartOf(bytes) ?? (await publicFile(path)) }
      : { kind: "bad", path, why: visible(parsed.message) };
  }
  const key = "type" in parsed ? parsed : parsed[0];
  if (key === undefined) return { kind: "bad", path, why: "it holds no private key" };
  if (!key.isPrivateKey()) return { kind: "public", path, publicKey: key.getPublicSSH() };
  return { kind: "key", path, key: withoutSha1(key), publicKey: key.getPublicSSH() };
}

async function publicFile(path: string): Promise<Buffer | undefined> {
  try {
    const parsed = ssh2.utils.parseKey(await readFile(`${path}.pub`));
    return parsed instanceof Error ? undefined : parsed.getPublicSSH();
  } catch {
    return undefined;
  }
}

/** RSA signatures with SHA-1, which ssh2 falls back to for old servers, are refused where they would be made. */
function withoutSha1(key: ParsedKey): ParsedKey {
  const signer = signerOf(key);
  key.sign = (data, algorithm) => {
    if (algorithm === "sha1") throw sha1Refused();
    return signer(data, algorithm);
  };
  return key;
}

/** ssh2 reads the key anew for each signature, which costs more than to sign: an ed25519 key is read once. */
function signerOf(key: ParsedKey): ParsedKey["sign"] {
  if (key.type !== "ssh-ed25519") return key.sign.bind(key);
  const ready = createPrivateKey(key.getPrivatePEM());
  return (data) => sign(null, typeof data === "string" ? Buffer.from(data) : data, ready);
}

/** RB4006 for a host that takes RSA keys only with SHA-1. */
export function sha1Refused(): ProblemError {
  return problem("RB4006", "the host accepts RSA keys only with SHA-1 signatures, which are not made", {
    hint: "use an ed25519 key, or update the host's sshd",
  });
}
