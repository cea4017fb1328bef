import { createHash } from "node:crypto";

/**
 * One record of a journal: one line, `DIGEST NUMBER PREVIOUS PAYLOAD` and LF. The digest is over all that follows it, so a line
 * proves itself; `previous` is the digest of the record before, so lines prove their order. This form never changes: what a
 * payload says may, and the header tells which form it has.
 */
export interface JournalRecord {
  /** From 0, without gaps. */
  readonly number: number;
  readonly previous: string;
  readonly digest: string;
  readonly data: unknown;
}

/** What the first record has before it. */
export const noDigest = "0".repeat(16);

/** A record as it stands in the file, with its LF. `payload` is JSON. */
export function recordLine(number: number, previous: string, payload: string): Line {
  const rest = Buffer.from(`${number} ${previous} ${payload}`);
  const digest = digestOf(rest);
  return { bytes: Buffer.concat([Buffer.from(`${digest} `), rest, Buffer.from("\n")]), digest };
}

/** A record's bytes, and the digest that the next one names. */
export interface Line {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** The record on a line without its LF; `undefined` when any bit of it is not as it was written. */
export function parseRecordLine(line: Uint8Array): JournalRecord | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const digest = bytes.toString("latin1", 0, 16);
  if (bytes[16] !== 0x20 || digestOf(bytes.subarray(17)) !== digest) return undefined;
  const found = /^(\d{1,15}) ([0-9a-f]{16}) (.*)$/s.exec(bytes.toString("utf8", 17));
  if (!found) return undefined;
  const [, number = "", previous = "", payload = ""] = found;
  try {
    return { number: Number(number), previous, digest, data: JSON.parse(payload) };
  } catch {
    return undefined;
  }
}

/** 64 bits of SHA-256: against accidents, not against somebody who wants to forge a journal. */
function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
