import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2, { type Connection } from "ssh2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newKeyPair } from "../../../src/lab/key-pair.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

describe("host keys", () => {
  let server: PracticeServer;
  let attempts = 0;
  let connection: Connection | undefined;
  let protocol: object = {};
  beforeAll(async () => {
    server = await startServer({
      connected: (one, internals) => {
        connection = one;
        protocol = internals;
      },
      authentication: () => {
        attempts += 1;
      },
    });
  });
  beforeEach(() => {
    attempts = 0;
  });
  afterAll(() => server.close());

  const connect = (target: SshTarget) => createSsh2Transport().connect(target);
  const key = () => server.knownHostsLine.split(" ").slice(1, 3).join(" ");
  const name = () => `[127.0.0.1]:${server.target.port}`;
  const otherKey = () => newKeyPair().publicKey;
  const withLines = (...lines: readonly string[]): SshTarget => {
    const file = join(server.folder, "known_hosts.test");
    writeFileSync(file, `${lines.join("\n")}\n`);
    return { ...server.target, knownHosts: [join(server.folder, "missing"), file] };
  };

  test.each([
    ["a plain line", () => [`${name()} ${key()}`]],
    ["a list with wildcards", () => [`other,[127.0.0.?]:* ${key()} a comment`]],
    ["a line among broken ones", () => ["garbage", `${name()} ssh-ed25519 !!!`, "", "# x", `  ${name()}\t${key()}`]],
    ["a second key of the same type", () => [`${name()} ${otherKey()}`, `${name()} ${key()}`]],
    ["a revoked line with another key", () => [`@revoked * ${otherKey()}`, `${name()} ${key()}`]],
  ])("accepts the key from %s", async (_title, lines) => {
    const accepted = await connect(withLines(...lines()));
    expect(accepted.hostKey).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    await accepted.close();
  });

  test("accepts a hashed line and a host key alias", async () => {
    const plain = withLines(`${name()} ${key()}`, `alias.example.net ${key()}`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", plain.knownHosts[1] ?? ""], { stdio: "ignore" });
    await (await connect(plain)).close();
    await (await connect({ ...plain, hostKeyAlias: "Alias.example.net" })).close();
  });

  test("refuses a key that is not known, shows it, and how to add it", async () => {
    const problem = await problemOf(connect(withLines(`127.0.0.1 ${key()}`, `!${name()},* ${key()}`)));
    expect(problem.code).toBe("RB4004");
    expect(problem.message).toMatch(
      /^web1 \(127\.0\.0\.1:\d+\) offers a host key that is not known: ssh-ed25519 SHA256:/,
    );
    expect(problem.hint).toContain(`${name()} ${key()}`);
    expect(attempts).toBe(0);
  });

  test("refuses a changed key and shows both fingerprints and the line", async () => {
    const problem = await problemOf(connect(withLines(`${name()} ${otherKey()}`)));
    expect(problem.code).toBe("RB4005");
    expect(problem.hint).toMatch(/offered: ssh-ed25519 SHA256:.*known: ssh-ed25519 SHA256:.*known_hosts\.test:1\)/);
    expect(attempts).toBe(0);
  });

  test("refuses a host that has no key of the known type", async () => {
    const ecdsa = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 }).public;
    const problem = await problemOf(connect(withLines(`${name()} ${ecdsa}`)));
    expect(problem.code).toBe("RB4005");
    expect(problem.message).toContain("no host key of a type that is known");
    expect(attempts).toBe(0);
  });

  test("refuses a revoked key even where it is known as well", async () => {
    const problem = await problemOf(connect(withLines(`${name()} ${key()}`, `@revoked * ${key()}`)));
    expect(problem.code).toBe("RB4005");
    expect(problem.message).toContain("known_hosts.test:2 marks as revoked");
    expect(attempts).toBe(0);
  });

  test("does not take a certificate authority's key for the host's", async () => {
    const problem = await problemOf(connect(withLines(`@cert-authority * ${key()}`)));
    expect(problem.code).toBe("RB4004");
    expect(problem.message).toContain("which only ansible_connection: openssh understands");
    expect(attempts).toBe(0);
  });

  test("refuses when known_hosts cannot be read", async () => {
    const folder = join(server.folder, "a-folder");
    mkdirSync(folder);
    chmodSync(folder, 0o700);
    const problem = await problemOf(connect({ ...server.target, knownHosts: [folder] }));
    expect(problem).toMatchObject({ code: "RB4004", message: expect.stringContaining("cannot be read (EISDIR)") });
  });

  test("goes on after a new key exchange with the same key, ends the connection at another", async () => {
    const accepted = await connect(server.target);
    const shell = await accepted.openShell("", undefined);
    const run = () => shell.run({ script: "echo", kind: "user", deadline: 5_000 });
    await new Promise<void>((resolve) => connection?.rekey(() => resolve()));
    expect((await run()).status).toBe(0);
    const parsed = ssh2.utils.parseKey(newKeyPair().privateKey);
    Reflect.set(Reflect.get(protocol, "_hostKeys"), "ssh-ed25519", parsed);
    connection?.rekey();
    const waiting = shell.run({ script: "sleep 5", kind: "user", deadline: 10_000 });
    expect(await problemOf(waiting)).toMatchObject({
      code: "RB4007",
      message: expect.stringContaining("another host key"),
    });
    await accepted.close();
  });
});
