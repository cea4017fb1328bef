import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const algorithm = "aes-256-gcm";
const tagLength = 16;
const largest = 16 * 1024 * 1024;

/**
 * Content that nobody reads without the key: compressed, then encrypted, as base64. `digest` is the content's own, so that the
 * same content is always the same text, and a nonce never serves two contents.
 */
export function sealContent(key: Uint8Array, digest: string, content: Uint8Array): string {
  const cipher = createCipheriv(algorithm, contentKey(key), nonceOf(digest));
  cipher.setAAD(Buffer.from(digest));
  const body = Buffer.concat([cipher.update(deflateRawSync(content)), cipher.final()]);
  return Buffer.concat([cipher.getAuthTag(), body]).toString("base64");
}

/** The content again; `undefined` for what was not sealed under this key and digest. */
export function openContent(key: Uint8Array, digest: string, text: string): Uint8Array | undefined {
  try {
    const bytes = Buffer.from(text, "base64");
    const decipher = createDecipheriv(algorithm, contentKey(key), nonceOf(digest), { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(digest));
    decipher.setAuthTag(bytes.subarray(0, tagLength));
    const packed = Buffer.concat([decipher.update(bytes.subarray(tagLength)), decipher.final()]);
    return new Uint8Array(inflateRawSync(packed, { maxOutputLength: largest }));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function contentKey(key: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", "runbook plan contents", 32));
}

function nonceOf(digest: string): Uint8Array {
  return createHash("sha256").update(digest).digest().subarray(0, 12);
}
