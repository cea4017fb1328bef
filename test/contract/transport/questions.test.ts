import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { type PracticeServer, type ServerOptions, startServer } from "../../support/ssh-server.ts";
import { testWorld } from "../../support/test-world.ts";

let folder = "";
const servers: PracticeServer[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-questions-"));
  mkdirSync(join(folder, ".ssh"));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(folder, { recursive: true });
});

/** A host in hosts.ini that `~/.ssh/config` tells how to reach. */
async function host(options: ServerOptions, config: string): Promise<PracticeServer> {
  const server = await startServer(options);
  servers.push(server);
  const { port } = server.target;
  const lines = `HostName 127.0.0.1\n  Port ${port}\n  User neolane\n  UserKnownHostsFile ${join(server.folder, "known_hosts")}`;
  writeFileSync(join(folder, ".ssh", "config"), `Host web1\n  ${lines}\n  ${config}\n`, { mode: 0o600 });
  writeFileSync(join(folder, "hosts.ini"), "web1\n");
  return server;
}

async function hello(flags: readonly string[], answers: readonly string[] = []) {
  const args = ["exec", "web1", "-i", "hosts.ini", ...flags, "--", "echo", "hello"];
  const { world, stdout, stderr } = testWorld(folder, args, answers);
  return { exitCode: await run(world), stdout: stdout(), stderr: stderr() };
}

describe("a host that ~/.ssh/config tells how to reach", () => {
  test("is reached by its key", async () => {
    const server = await host({}, "IdentityFile none");
    const key = join(server.folder, "id");
    expect(await hello(["--private-key", key])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("hello"),
    });
  });

  test("with -k the password is asked for once, hidden, and used", async () => {
    await host({ password: { text: "open sesame", as: "password" } }, "IdentityFile none");
    const { exitCode, stdout, stderr } = await hello(["-k"], ["open sesame"]);
    expect([exitCode, stdout.includes("hello")]).toEqual([0, true]);
    expect(stderr.match(/SSH password: /g)?.length).toBe(1);
    expect(stdout + stderr).not.toContain("open sesame");
  });

  test("with -k where nobody can be asked", async () => {
    await host({}, "IdentityFile none");
    expect(await hello(["-k"])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("nobody can be asked here"),
    });
  });

  test("the passphrase of a key is asked for; without a terminal RB4009 says that it cannot be", async () => {
    const key = join(folder, "locked");
    const server = await host({}, `IdentityFile ${key}`);
    execFileSync("cp", [join(server.folder, "id"), key]);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", "", "-N", "open sesame", "-f", key]);
    const asked = await hello([], ["open sesame"]);
    expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("hello") });
    expect(asked.stderr).toContain(`Passphrase for ${key}: `);
    const alone = await hello([]);
    expect(alone.exitCode).toBe(4);
    expect(alone.stdout + alone.stderr).toContain("protected by a passphrase");
    expect(alone.stdout + alone.stderr).toContain("nobody can be asked");
  });

  test("a new host key that is accepted is announced", async () => {
    const server = await host({}, "StrictHostKeyChecking accept-new");
    rmSync(join(server.folder, "known_hosts"));
    const { exitCode, stdout, stderr } = await hello(["--private-key", join(server.folder, "id")]);
    expect([exitCode, stdout.includes("hello")]).toEqual([0, true]);
    expect(stdout + stderr).toContain("its host key was not known and now is: ssh-ed25519 SHA256:");
  });
});
