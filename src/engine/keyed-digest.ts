import { createHmac, hkdfSync } from "node:crypto";

/** A digest that nobody without the key can compare guesses with. */
export function keyedDigest(key: Uint8Array, content: Uint8Array | string): string {
  return `hmac-sha256:${createHmac("sha256", key).update(content).digest("hex")}`;
}

/** Bytes that look random to everybody without the key; the same for the same purposes, asked for in the same order. */
export function keyedRandom(key: Uint8Array, purpose: string): (bytes: number) => Uint8Array {
  let drawn = 0;
  return (bytes) => new Uint8Array(hkdfSync("sha256", key, "", `runbook random\0${purpose}\0${drawn++}`, bytes));
}
