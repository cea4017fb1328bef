import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertPrivateFile } from "../../../src/secrets/assert-private-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runbook-private-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, mode: number): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, "x");
  await chmod(path, mode);
  return path;
}

test.each([0o600, 0o400, 0o700])("mode %o is private", async (mode) => {
  await expect(assertPrivateFile(await file(`ok-${mode}`, mode))).resolves.toBeUndefined();
});

test.each([0o640, 0o604, 0o620, 0o644])("mode %o is not", async (mode) => {
  const path = await file(`open-${mode}`, mode);
  await expect(assertPrivateFile(path, "my key")).rejects.toMatchObject({
    problems: [{ code: "RB3104", hint: "run: chmod 600 'my key'" }],
  });
});

test("a link is as private as its file", async () => {
  const link = join(folder, "link");
  await symlink(await file("target", 0o644), link);
  await expect(assertPrivateFile(link)).rejects.toThrow("can be read by others");
});

test("a pipe passes, a missing file does not", async () => {
  await expect(assertPrivateFile("/dev/null")).resolves.toBeUndefined();
  await expect(assertPrivateFile(join(folder, "none"))).rejects.toThrow("cannot be read");
});
