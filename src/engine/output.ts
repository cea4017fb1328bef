import type { Captured } from "../transport/connection.ts";

/** All bytes that were kept; a line says so where the middle is missing. */
export function bytesOf(captured: Captured): Uint8Array {
  const { head, tail } = captured;
  const missing = missingBytes(captured);
  if (missing === 0) return tail.length === 0 ? head : Buffer.concat([head, tail]);
  return Buffer.concat([head, Buffer.from(`\n[${missing} bytes are left out here]\n`), tail]);
}

/** As text: UTF-8, bad bytes as U+FFFD. */
export function textOfOutput(captured: Captured): string {
  return Buffer.from(bytesOf(captured)).toString("utf8");
}

/** Bytes that came but were not kept. */
export function missingBytes({ head, tail, bytes }: Captured): number {
  return bytes - head.length - tail.length;
}
