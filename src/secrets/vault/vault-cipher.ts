import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import type { VaultText } from "./vault-text.ts";

const rounds = 10_000;
const block = 16;

/** What is in a vault text; `undefined` when the password is not the one, or a byte was changed (the MAC decides). */
export function unsealed({ salt, mac, ciphertext }: VaultText, password: string): Buffer | undefined {
  const { key, macKey, counter } = keysOf(password, salt);
  if (!timingSafeEqual(macOf(ciphertext, macKey), mac)) return undefined;
  const cipher = createDecipheriv("aes-256-ctr", key, counter);
  const padded = Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  const padding = padded.at(-1) ?? 0;
  return padding >= 1 && padding <= block ? padded.subarray(0, -padding) : undefined;
}

/** A vault text of some bytes; `salt` is 32 random bytes. */
export function sealed(
  plain: Uint8Array,
  {
    password,
    salt,
    label,
  }: { readonly password: string; readonly salt: Uint8Array; readonly label: string | undefined },
): VaultText {
  const { key, macKey, counter } = keysOf(password, salt);
  const padding = block - (plain.length % block);
  const cipher = createCipheriv("aes-256-ctr", key, counter);
  const ciphertext = Buffer.concat([
    cipher.update(plain),
    cipher.update(Buffer.alloc(padding, padding)),
    cipher.final(),
  ]);
  return { label, salt: Buffer.from(salt), mac: macOf(ciphertext, macKey), ciphertext };
}

/** Ansible's vault format 1.1: PBKDF2-HMAC-SHA256 gives a cipher key, a MAC key and the first counter. */
function keysOf(password: string, salt: Uint8Array) {
  const derived = pbkdf2Sync(password, salt, rounds, 80, "sha256");
  return { key: derived.subarray(0, 32), macKey: derived.subarray(32, 64), counter: derived.subarray(64) };
}

function macOf(ciphertext: Uint8Array, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(ciphertext).digest();
}
