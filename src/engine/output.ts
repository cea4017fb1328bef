import type { Captured } from "../transport/connection.ts";

/** All bytes that were kept; the middle may be missing (see `cut`). */
export function bytesOf({ head, tail }: Captured): Uint8Array {
  return tail.length === 0 ? head : Buffer.concat([head, tail]);
}

/** As text: UTF-8, bad bytes as U+FFFD. */
export function textOfOutput(captured: Captured): string {
  return Buffer.from(bytesOf(captured)).toString("utf8");
}

/** Bytes that came but were not kept. */
export function missingBytes({ head, tail, bytes }: Captured): number {
  return bytes - head.length - tail.length;
}
