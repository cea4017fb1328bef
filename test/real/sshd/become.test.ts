import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { canRunRealLab, RealLab, whyNoRealLab } from "../../support/real-lab.ts";
import { testWorld } from "../../support/test-world.ts";

const right = "open sesame";
const hasDoas = existsSync("/usr/bin/doas");

describe.skipIf(!canRunRealLab)(`becoming another user in a run (${whyNoRealLab ?? "root, sshd, sudo"})`, () => {
  let lab: RealLab;
  let folder: string;

  beforeAll(async () => {
    lab = await RealLab.up(4);
    folder = mkdtempSync(join(tmpdir(), "runbook-become-"));
    const hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], { input: right, encoding: "utf8" }).trim();
    const rule = "echo 'guest ALL=(neolane) ALL' >/etc/sudoers.d/guest && chmod 440 /etc/sudoers.d/guest";
    for (const host of [1, 2, 3, 4]) {
      const shadow = lab.read(host, "/etc/shadow").toString();
      lab.write(
        host,
        "/etc/shadow",
        shadow.replace(/^(guest|ops):\*/gm, (_, user) => `${user}:${hash}`),
      );
      expect(lab.sh(host, "sh", "-c", rule).status).toBe(0);
    }
  });
  afterAll(async () => {
    if (folder) rmSync(folder, { recursive: true });
    await lab?.down();
  });

  async function runbook(args: readonly string[], answers: readonly string[] = [], user: "guest" | "ops" = "guest") {
    const { world, stdout, stderr } = testWorld(
      folder,
      [...args.slice(0, 2), "-i", lab.inventory(user), ...args.slice(2)],
      answers,
    );
    const exitCode = await run({ ...world, userId: 0, random: (bytes) => randomBytes(bytes) });
    return { exitCode, stdout: stdout(), all: stdout() + stderr() };
  }

  const whoami = (...flags: readonly string[]) => [
    "exec",
    "all",
    "-b",
    "--become-user",
    "neolane",
    ...flags,
    "--",
    "id",
    "-un",
  ];

  test("-K asks once, and the whole fleet becomes", async () => {
    const { exitCode, stdout, all } = await runbook(whoami("-K"), [right]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("neolane");
    expect(all.match(/Become password: /g)).toHaveLength(1);
    expect(all).not.toContain("sesame");
  });

  test("su takes the password of the other user", async () => {
    const flags = ["-b", "--become-method", "su", "--become-user", "ops", "-K"];
    const { exitCode, stdout } = await runbook(["exec", "all", ...flags, "--", "id", "-un"], [right]);
    expect([exitCode, stdout.includes("ops")]).toEqual([0, true]);
  });

  test.skipIf(!hasDoas)("doas becomes without a password, or says what its rules lack (needs opendoas)", async () => {
    const flags = ["-b", "--become-method", "doas", "--become-user", "neolane"];
    lab.write(1, "/etc/doas.conf", "permit nopass guest as neolane\n");
    lab.write(2, "/etc/doas.conf", "permit guest as neolane\n");
    const free = await runbook(["exec", "h0001", ...flags, "--", "id", "-un"]);
    expect([free.exitCode, free.stdout.includes("neolane")]).toEqual([0, true]);
    const bound = await runbook(["exec", "h0002", ...flags, "--", "id", "-un"]);
    expect([bound.exitCode, bound.all.includes("permit nopass")]).toEqual([2, true]);
  });

  test("a typing mistake reaches two hosts, once each", async () => {
    const { exitCode, all } = await runbook(whoami("-K"), ["wrong wrong"]);
    expect(exitCode).toBe(2);
    expect(all).toContain("did not take the password to become neolane");
    expect(all).toContain("the become password was not sent");
    expect(all).not.toContain("wrong wrong");
  }, 30_000);

  test("without -K it is sudo -n as ever, and without a terminal -K is an error", async () => {
    const refused = await runbook(whoami());
    expect([refused.exitCode, refused.all.includes("a password is required")]).toEqual([2, true]);
    const alone = await runbook(whoami("-K"));
    expect([alone.exitCode, alone.all.includes("nobody can be asked here")]).toEqual([5, true]);
  });

  test("a task asks for a user's login; the record of the run knows no password; a plain one is refused", async () => {
    lab.write(1, "/home/neolane/.profile", "export NLS=from-the-profile\n");
    const task = (more: string) => `- hosts: h0001
  become: true
  become_user: neolane
  tasks:
    - name: look
      command: sh -c 'echo "$NLS" >/home/neolane/seen'
${more}`;
    writeFileSync(join(folder, "login.yaml"), task("      become_flags: -i\n"));
    const done = await runbook(["apply", "login.yaml", "-K", "-y"], [right]);
    expect(done).toMatchObject({ exitCode: 0 });
    expect(lab.read(1, "/home/neolane/seen").toString()).toBe("from-the-profile\n");
    const record = join(folder, ".local/state/runbook");
    expect(spawnSync("grep", ["-r", "neolane", record]).status).toBe(0);
    expect(spawnSync("grep", ["-r", "sesame", record]).status).toBe(1);
    writeFileSync(join(folder, "plain.yaml"), task('      vars: { ansible_become_pass: "open sesame" }\n'));
    const plain = await runbook(["plan", "plain.yaml"]);
    expect(plain).toMatchObject({ exitCode: 2, all: expect.stringContaining("a plain ansible_become_pass") });
    writeFileSync(
      join(folder, "secret.yaml"),
      `name: s
inputs:
  their_password: { type: string, secret: true }
plays:
${task('      vars: { ansible_become_pass: "{{ their_password }}" }\n').replace(/^/gm, "  ")}`,
    );
    const secret = await runbook(["apply", "secret.yaml", "-y"], [right]);
    expect(secret).toMatchObject({ exitCode: 0, all: expect.not.stringContaining("sesame") });
  });
});
