import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

const whyNot = spawnSync("ansible-vault", ["--version"]).error ? "needs ansible-vault" : undefined;

describe.skipIf(whyNot)(`ansible-vault and we read what the other writes (${whyNot ?? "there"})`, () => {
  const files: Readonly<Record<string, Buffer>> = {
    "a file of variables": Buffer.from("db_password: s3cret\nport: 8080\n"),
    "a text without a line end": Buffer.from("x"),
    "sixteen bytes": Buffer.from("0123456789abcdef"),
    "text beyond ASCII": Buffer.from("pässwörd 🔑\r\n"),
    "bytes that are no text": Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    "a long file": Buffer.from("line\n".repeat(5000)),
  };
  let folder: string;
  let user: Controller;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "runbook-vault-"));
    user = controller();
    writeFileSync(join(folder, "one"), "hunter22\n", { mode: 0o600 });
    writeFileSync(join(folder, "two"), "pässwörd\n", { mode: 0o600 });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    user.remove();
  });
  const at = (name: string) => join(folder, name);
  const ansible = (...args: readonly string[]) => execFileSync("ansible-vault", args, { cwd: folder });
  const ours = async (...args: readonly string[]) => {
    const ended = await user.run("secret", ...args);
    expect(ended).toMatchObject({ stderr: "", exitCode: 0 });
    return ended;
  };

  test.each(Object.entries(files))("%s", async (_, bytes) => {
    writeFileSync(at("theirs"), bytes);
    writeFileSync(at("ours"), bytes);
    ansible("encrypt", "--vault-id", `prod@${at("two")}`, "theirs");
    await ours("encrypt", "--vault-id", `prod@${at("two")}`, at("ours"));
    const [theirHead, ourHead] = ["theirs", "ours"].map((name) => readFileSync(at(name), "utf8").split("\n")[0]);
    expect(ourHead).toBe(theirHead);
    await ours("decrypt", "--vault-password-file", at("two"), at("theirs"));
    ansible("decrypt", "--vault-password-file", at("two"), "ours");
    expect([readFileSync(at("theirs")), readFileSync(at("ours"))]).toEqual([bytes, bytes]);
  });

  test("a value in a file of variables", async () => {
    const value = ansible(
      "encrypt_string",
      "--vault-password-file",
      at("one"),
      "--name",
      "token",
      "t0p s3cret",
    ).toString();
    writeFileSync(
      at("hosts.yaml"),
      `all:\n  hosts: { here: { ansible_connection: local } }\n  vars:\n${value.replace(/^/gm, "    ")}\n`,
    );
    writeFileSync(
      at("site.yaml"),
      `- hosts: all\n  tasks:\n    - copy: { dest: ${at("written")}, content: "{{ token }}" }\n`,
    );
    const run = ["apply", at("site.yaml"), "-i", at("hosts.yaml"), "-y", "-D", "--vault-password-file", at("one")];
    const ended = await user.run(...run);
    expect(ended).toMatchObject({ stderr: "", exitCode: 0 });
    expect(ended.stdout).not.toContain("t0p s3cret");
    expect(readFileSync(at("written"), "utf8")).toBe("t0p s3cret");
    const journal = spawnSync("grep", ["-rl", "t0p s3cret", user.state], { encoding: "utf8" }).stdout;
    expect(journal).toBe("");
  });
});
