import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Practice, practice } from "../../support/practice.ts";

const nobody = 65_534;
const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const asNobody = { uid: nobody, gid: nobody, cwd: "/" };
const possible =
  process.getuid?.() === 0 && spawnSync(process.execPath, [main, "--version"], { ...asNobody, env: {} }).status === 0;

describe.skipIf(!possible)("a user without any rights (needs root, and a checkout that others may read)", () => {
  let lab: Practice;
  beforeAll(async () => {
    lab = await practice(2, { uid: nobody });
    chmodSync(dirname(lab.folder), 0o755);
    for (const path of ["", "inventory.yaml", "known_hosts", "id_ed25519", "answers.yaml", "private.key"])
      chownSync(join(lab.folder, path), nobody, nobody);
  });
  afterAll(() => lab?.remove());

  /** Runs the program with a umask that takes nothing away. */
  async function run(...words: readonly string[]) {
    const usual = process.umask(0);
    const { ended } = lab.user.start(...words);
    process.umask(usual);
    return await ended;
  }

  test("plans and applies, and keeps what is theirs to themselves", async () => {
    expect(await run(...lab.words("plan"))).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await run(...lab.words("apply", "-y"))).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await run("show", "last")).toMatchObject({ exitCode: 0, stderr: "" });
    const state = join(lab.user.state, "runbook");
    const entries = readdirSync(state, { recursive: true, withFileTypes: true });
    expect(entries.filter((entry) => entry.isFile())).toHaveLength(3);
    for (const entry of entries) {
      const { mode, uid } = lstatSync(join(entry.parentPath, entry.name));
      expect([entry.name, uid, mode & 0o777]).toEqual([entry.name, nobody, entry.isDirectory() ? 0o700 : 0o600]);
    }
    expect(lstatSync(state).mode & 0o777).toBe(0o700);
  });
});
