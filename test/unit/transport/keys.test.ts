import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { expect, test } from "vitest";
import { KeyFiles } from "../../../src/transport/ssh2-keys.ts";

test("an RSA key signs with SHA-256 and SHA-512, never with SHA-1", async () => {
  const folder = mkdtempSync(join(tmpdir(), "runbook-keys-"));
  const path = join(folder, "rsa");
  writeFileSync(path, ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).private);
  const file = await new KeyFiles().read(path);
  if (file.kind !== "key") throw new Error(file.kind);
  const data = Buffer.from("data");
  expect(file.key.verify(data, file.key.sign(data, "sha256"), "sha256")).toBe(true);
  expect(file.key.sign(data, "sha512").length).toBe(256);
  expect(() => file.key.sign(data, "sha1")).toThrow("only with SHA-1");
  rmSync(folder, { recursive: true });
});
