import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import type { World } from "../../../src/cli/world.ts";
import { testWorld } from "../../support/test-world.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-secret-test-"));
  writeFileSync(join(folder, "pass"), "hunter22\n", { mode: 0o600 });
  writeFileSync(join(folder, "other"), "other\n", { mode: 0o600 });
  writeFileSync(join(folder, "vars.yml"), "token: s3cret\n", { mode: 0o640 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), "utf8");

/** One command; `input` is what stands on standard input, `answers` a person at a terminal. */
async function secret(
  args: readonly string[],
  more: {
    readonly input?: string;
    readonly answers?: readonly string[];
    readonly environment?: World["environment"];
  } = {},
) {
  const { world, stdout, stderr } = testWorld(folder, ["secret", ...args], more.answers);
  const input = more.input === undefined ? world.input : { stream: Readable.from([more.input]), isTTY: false };
  const exitCode = await run({ ...world, input, environment: more.environment ?? {} });
  return { stdout: stdout(), stderr: stderr(), exitCode };
}

const withPass = ["--vault-password-file", "pass"];

test("a file is encrypted in place, viewed and decrypted; its mode stays", async () => {
  expect(await secret(["encrypt", "vars.yml", ...withPass])).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  expect(read("vars.yml")).toMatch(/^\$ANSIBLE_VAULT;1\.1;AES256\n[0-9a-f\n]+$/);
  expect((await secret(["view", "vars.yml", ...withPass])).stdout).toBe("token: s3cret\n");
  expect(read("vars.yml")).toMatch(/^\$ANSIBLE_VAULT/);
  expect((await secret(["decrypt", "vars.yml", ...withPass])).exitCode).toBe(0);
  expect(read("vars.yml")).toBe("token: s3cret\n");
  expect(statSync(join(folder, "vars.yml")).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).toSorted()).toEqual(["other", "pass", "vars.yml"]);
});

test("a value for a file of variables comes from standard input, without its line end", async () => {
  const { stdout } = await secret(["encrypt", "--name", "token", ...withPass], { input: "s3cret\n" });
  expect(stdout).toMatch(/^token: !vault \|\n {10}\$ANSIBLE_VAULT;1\.1;AES256\n( {10}[0-9a-f]+\n)+$/);
  const text = stdout.split("\n").slice(1).join("\n");
  expect((await secret(["view", ...withPass], { input: text.replaceAll(/^ +/gm, "") })).stdout).toBe("s3cret");
});

test("standard input to standard output, both ways", async () => {
  const { stdout } = await secret(["encrypt", "-", ...withPass], { input: "a\nb\n" });
  expect((await secret(["decrypt", "-", ...withPass], { input: stdout })).stdout).toBe("a\nb\n");
});

describe("passwords", () => {
  test("with ids: the label is in the file, and chooses", async () => {
    const both = ["--vault-id", "dev@pass", "--vault-id", "prod@other"];
    expect((await secret(["encrypt", "vars.yml", ...both])).stderr).toContain(
      "several vault passwords were given (dev, prod)",
    );
    await secret(["encrypt", "vars.yml", ...both, "--encrypt-vault-id", "prod"]);
    expect(read("vars.yml")).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;prod\n/);
    expect((await secret(["view", "vars.yml", ...both])).stdout).toBe("token: s3cret\n");
    const { stderr, exitCode } = await secret(["view", "vars.yml", "--vault-id", "dev@pass"]);
    expect(stderr).toContain('none of the vault passwords (dev) opens this (its label is "prod")');
    expect(exitCode).toBe(5);
  });

  test("of a program", async () => {
    writeFileSync(join(folder, "ask-client.sh"), '#!/bin/sh\necho "hunter22 $*"\n');
    chmodSync(join(folder, "ask-client.sh"), 0o700);
    await secret(["encrypt", "vars.yml", "--vault-id", "dev@ask-client.sh"]);
    writeFileSync(join(folder, "dev"), "hunter22 --vault-id dev\n", { mode: 0o600 });
    expect((await secret(["view", "vars.yml", "--vault-password-file", "dev"])).stdout).toBe("token: s3cret\n");
  });

  test("of a file that others can read are refused", async () => {
    chmodSync(join(folder, "pass"), 0o644);
    const { stderr, exitCode } = await secret(["encrypt", "vars.yml", ...withPass]);
    expect(stderr).toContain("RB3104");
    expect(stderr).toContain("chmod 600 pass");
    expect(exitCode).toBe(5);
  });

  test("that nobody gave, without a terminal", async () => {
    const { stderr, exitCode } = await secret(["encrypt", "vars.yml"]);
    expect(stderr).toContain("RB3201  no vault password was given");
    expect(exitCode).toBe(5);
    expect(read("vars.yml")).toBe("token: s3cret\n");
  });
});

describe("nothing is written", () => {
  test("when one of several files is encrypted already", async () => {
    await secret(["encrypt", "vars.yml", ...withPass]);
    writeFileSync(join(folder, "b.yml"), "b: 1\n");
    const { stderr, exitCode } = await secret(["encrypt", "b.yml", "vars.yml", ...withPass]);
    expect(stderr).toContain("RB3205  vars.yml is encrypted already");
    expect(exitCode).toBe(5);
    expect(read("b.yml")).toBe("b: 1\n");
  });

  test("when one of several files cannot be opened", async () => {
    await secret(["encrypt", "vars.yml", ...withPass]);
    writeFileSync(join(folder, "b.yml"), "b: 1\n");
    expect((await secret(["decrypt", "vars.yml", "b.yml", ...withPass])).stderr).toContain(
      "RB3205  b.yml is not encrypted",
    );
    expect(read("vars.yml")).toMatch(/^\$ANSIBLE_VAULT/);
  });

  test("when a name is no variable's", async () => {
    expect((await secret(["encrypt", "--name", "a-b", ...withPass], { input: "x" })).stderr).toContain("RB8001");
    expect((await secret(["encrypt", "--name", "a", "vars.yml", ...withPass])).stderr).toContain("RB8001");
  });
});

describe("secret edit", () => {
  const editing = (script: string) => {
    writeFileSync(join(folder, "editor"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "editor"), 0o700);
    return { environment: { EDITOR: `${join(folder, "editor")} --wait`, XDG_RUNTIME_DIR: folder } };
  };

  test("encrypts what the editor left, with the same label, and leaves nothing behind", async () => {
    await secret(["encrypt", "vars.yml", "--vault-id", "dev@pass"]);
    const editor = editing(`[ "$1" = --wait ] && ls -l "$2" > "${folder}/seen" && printf 'token: new\\n' > "$2"`);
    expect((await secret(["edit", "vars.yml", "--vault-id", "dev@pass"], editor)).stderr).toBe("");
    expect(read("seen")).toMatch(/^-rw------- /);
    expect(read("vars.yml")).toMatch(/^\$ANSIBLE_VAULT;1\.2;AES256;dev\n/);
    expect((await secret(["view", "vars.yml", ...withPass])).stdout).toBe("token: new\n");
    expect(readdirSync(folder).filter((name) => name.startsWith("runbook-secret"))).toEqual([]);
  });

  test("leaves the file alone when nothing was changed, or the editor failed", async () => {
    await secret(["encrypt", "vars.yml", ...withPass]);
    const before = read("vars.yml");
    expect((await secret(["edit", "vars.yml", ...withPass], editing("exit 0"))).stdout).toBe("nothing was changed\n");
    const { stderr, exitCode } = await secret(["edit", "vars.yml", ...withPass], editing('echo x > "$2"; exit 3'));
    expect(stderr).toContain("RB3207");
    expect(exitCode).toBe(1);
    expect(read("vars.yml")).toBe(before);
  });
});
