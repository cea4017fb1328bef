import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readSourceFile } from "../../../src/source/read-source-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbook-source-"));
});

async function reading(name: string, bytes?: Buffer | string) {
  const path = join(folder, name);
  if (bytes !== undefined) await writeFile(path, bytes);
  return readSourceFile(path, name);
}

test("a file is its text and the name as given", async () => {
  expect(await reading("a.yaml", "é: 1\n")).toEqual({ name: "a.yaml", text: "é: 1\n" });
});

test("a byte order mark is dropped, so that columns are right", async () => {
  expect((await reading("b.yaml", "\ufeffa: 1")).text).toBe("a: 1");
});

test.each([
  ["missing.yaml", undefined, '"missing.yaml" cannot be read: there is no such file'],
  [".", undefined, '"." cannot be read: it is a folder'],
  ["latin.yaml", Buffer.from([0x61, 0xe9]), '"latin.yaml" is not UTF-8 text'],
  ["binary", Buffer.from([0x61, 0x00]), '"binary" is not a text file: it holds NUL characters'],
  ["large", Buffer.alloc(10 * 1024 * 1024 + 1, 0x61), '"large" is larger than 10 MiB'],
])("%s is refused with a reason", async (name, bytes, message) => {
  await expect(reading(name, bytes)).rejects.toThrow(message);
});
