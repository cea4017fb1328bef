import { expect, test } from "vitest";
import { newKeyPair } from "../../../src/lab/key-pair.ts";

test("every key that is made can be read", () => {
  const pairs = Array.from({ length: 1500 }, newKeyPair);
  expect(pairs.every(({ publicKey }) => /^ssh-ed25519 AAAA/.test(publicKey))).toBe(true);
});
