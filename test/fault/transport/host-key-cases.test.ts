import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newKeyPair } from "../../../src/lab/key-pair.ts";
import { openSocket } from "../../../src/transport/open-socket.ts";
import { PasswordGate } from "../../../src/transport/password-gate.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { KeyFiles } from "../../../src/transport/ssh2-keys.ts";
import { logIn } from "../../../src/transport/ssh2-login.ts";
import { loginMethods } from "../../../src/transport/ssh2-login-methods.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

/** What the host saw of logins: empty in every case that is refused. */
const log: string[] = [];
let server: PracticeServer;
let neighbor: PracticeServer;
beforeAll(async () => {
  const authentication = ({ method }: { method: string }) => void log.push(method);
  [server, neighbor] = await Promise.all([startServer({ authentication, forwards: true }), startServer()]);
});
beforeEach(() => {
  log.length = 0;
});
afterAll(() => Promise.all([server.close(), neighbor.close()]));

const name = () => `[127.0.0.1]:${server.target.port}`;
const keyOf = ({ knownHostsLine }: PracticeServer) => knownHostsLine.split(" ").slice(1, 3).join(" ");
const key = () => keyOf(server);
const other = newKeyPair().publicKey;
const of = (type: "ecdsa" | "rsa") =>
  ssh2.utils.generateKeyPairSync(type, { bits: type === "rsa" ? 2048 : 256 }).public;
const path = () => join(server.folder, "cases");
const noise = Buffer.from(Array.from({ length: 4_096 }, (_value, index) => (index * 167 + 13) % 256));

function knowing(text: string | Buffer, more: Partial<SshTarget> = {}): SshTarget {
  rmSync(path(), { force: true, recursive: true });
  writeFileSync(path(), text);
  return { ...server.target, knownHosts: [path()], ...more };
}

function hashed(text: string, more: Partial<SshTarget> = {}): SshTarget {
  const target = knowing(text, more);
  execFileSync("ssh-keygen", ["-q", "-H", "-f", path()], { stdio: "ignore" });
  return target;
}

describe("a host key is refused, and nothing of a login is sent", () => {
  test.each<[string, string, () => SshTarget]>([
    ["an empty file", "RB4004", () => knowing("")],
    ["no file", "RB4004", () => ({ ...server.target, knownHosts: [join(server.folder, "none")] })],
    ["no file is named", "RB4004", () => ({ ...server.target, knownHosts: [] })],
    ["the key of the same host's port 22", "RB4004", () => knowing(`127.0.0.1 ${key()}\n`)],
    ["the key of another port", "RB4004", () => knowing(`[127.0.0.1]:1 ${key()}\n`)],
    ["a negated pattern", "RB4004", () => knowing(`*,!${name()} ${key()}\n`)],
    ["a negated wildcard", "RB4004", () => knowing(`*,![127.*]:* ${key()}\n`)],
    ["only a negated pattern", "RB4004", () => knowing(`!web9 ${key()}\n`)],
    ["a wildcard for others", "RB4004", () => knowing(`[127.0.0.?]:1? ${key()}\n`)],
    ["another host's hashed name", "RB4004", () => hashed(`[127.0.0.2]:22 ${key()}\n`)],
    ["a hash of an unknown kind", "RB4004", () => knowing(`|2|AAAA|AAAA ${key()}\n`)],
    ["a hash that is cut off", "RB4004", () => knowing(`|1|AAAA ${key()}\n`)],
    ["an alias that is not known", "RB4004", () => knowing(`${name()} ${key()}\n`, { hostKeyAlias: "web" })],
    ["the key in a comment", "RB4004", () => knowing(`# ${name()} ${key()}\n`)],
    ["an unknown marker", "RB4004", () => knowing(`@trusted ${name()} ${key()}\n`)],
    ["a key that is cut off", "RB4004", () => knowing(`${name()} ${key().slice(0, 24)}\n`)],
    ["a key under another type's name", "RB4004", () => knowing(`${name()} ${key().replace("ed25519", "rsa")}\n`)],
    ["a certificate authority with the host's key", "RB4004", () => knowing(`@cert-authority * ${key()}\n`)],
    ["another certificate authority", "RB4004", () => knowing(`@cert-authority * ${other}\n`)],
    ["a binary file", "RB4004", () => knowing(noise)],
    ["a huge file", "RB4004", () => knowing(`${`web ${other}\n`.repeat(60_000)}`)],
    ["a line of 5 MB", "RB4004", () => knowing(`${"a,".repeat(2_500_000)}b ${key()}\n`)],
    ["a folder for a file", "RB4004", () => ({ ...server.target, knownHosts: [server.folder] })],
    ["a changed key", "RB4005", () => knowing(`${name()} ${other}\n`)],
    ["a changed key, hashed", "RB4005", () => hashed(`${name()} ${other}\n`)],
    ["a changed key by wildcard", "RB4005", () => knowing(`[127.*]:* ${other}\n`)],
    [
      "a changed key in the second file",
      "RB4005",
      () => ({ ...knowing(`${name()} ${other}\n`), knownHosts: ["/dev/null", path()] }),
    ],
    ["a neighbor's key at the same address", "RB4005", () => knowing(`${name()} ${keyOf(neighbor)}\n`)],
    ["only an ECDSA key is known", "RB4005", () => knowing(`${name()} ${of("ecdsa")}\n`)],
    ["only an RSA key is known", "RB4005", () => knowing(`${name()} ${of("rsa")}\n`)],
    ["a revoked key", "RB4005", () => knowing(`@revoked ${name()} ${key()}\n`)],
    ["a revoked key that is known, too", "RB4005", () => knowing(`${name()} ${key()}\n@revoked * ${key()}\n`)],
    ["a revoked key, hashed", "RB4005", () => hashed(`@revoked ${name()} ${key()}\n${name()} ${key()}\n`)],
    ["a revoked key, with accept-new", "RB4005", () => knowing(`@revoked * ${key()}\n`, { acceptNew: true })],
    ["a changed key, with accept-new", "RB4005", () => knowing(`${name()} ${other}\n`, { acceptNew: true })],
    [
      "accept-new that cannot write",
      "RB4004",
      () => ({ ...server.target, acceptNew: true, knownHosts: ["/proc/known_hosts"] }),
    ],
    ["a jump host's wrong key", "RB4005", () => ({ ...neighbor.target, jumps: [knowing(`${name()} ${other}\n`)] })],
    [
      "a wrong key behind a ProxyCommand",
      "RB4005",
      () => knowing(`${name()} ${other}\n`, { proxyCommand: wayTo(server) }),
    ],
  ])("%s: %s", async (_title, code, target) => {
    const problem = await problemOf(createSsh2Transport({ backoff: 1 }).connect(target()));
    expect(problem.code).toBe(code);
    expect(problem.hint).toBeDefined();
    expect(log).toEqual([]);
  });

  test.each<[string, () => undefined]>([
    ["throws", () => JSON.parse("{")],
    ["gives null", () => JSON.parse("null")],
    ["gives false", () => JSON.parse("false")],
    ["gives a Promise", () => Reflect.construct(Promise, [() => {}])],
  ])("whoever may accept a new key %s", async (_title, answer) => {
    const target = knowing("");
    const request = {
      target,
      socket: await openSocket(target),
      known: { known: [], revoked: [], authorities: [] },
      learn: answer,
      login: await loginMethods(target, new KeyFiles()),
      gate: new PasswordGate(),
      deadline: 5_000,
      keepalive: { interval: 5_000, count: 3 },
    };
    await expect(logIn(request)).rejects.toThrow();
    expect(log).toEqual([]);
  });

  test("a key that changes between two connections of a run, both known", async () => {
    const second = await startServer({ authentication: ({ method }) => void log.push(method) });
    const alias = { hostKeyAlias: "web" };
    const target = knowing(`web ${key()}\nweb ${keyOf(second)}\n`, alias);
    const transport = createSsh2Transport();
    await (await transport.connect(target)).close();
    log.length = 0;
    const swapped = { ...target, port: second.target.port, keyFiles: second.target.keyFiles };
    const problem = await problemOf(transport.connect(swapped));
    expect(problem).toMatchObject({ code: "RB4005", message: expect.stringContaining("than earlier in this run") });
    expect(log).toEqual([]);
    await (await createSsh2Transport().connect(swapped)).close();
    await second.close();
  });
});

describe("a host key is accepted", () => {
  test.each<[string, () => SshTarget]>([
    ["by wildcard", () => knowing(`[127.0.0.*]:* ${key()}\n`)],
    ["hashed", () => hashed(`${name()} ${key()}\n`)],
    ["by its alias, whatever the case", () => knowing(`WEB ${key()}\n`, { hostKeyAlias: "Web" })],
    ["with line ends of Windows", () => knowing(`${name()} ${key()}\r\n`)],
    ["without a line end", () => knowing(`${name()} ${key()}`)],
    ["among bytes that are no text", () => knowing(Buffer.concat([noise, Buffer.from(`\n${name()} ${key()}\n`)]))],
    ["at the end of a huge file", () => knowing(`${`web ${other}\n`.repeat(20_000)}${name()} ${key()}\n`)],
    ["beside an older one", () => knowing(`${name()} ${other}\n${name()} ${key()}\n`)],
    ["in the second file", () => ({ ...knowing(`${name()} ${key()}\n`), knownHosts: ["/dev/null", path()] })],
    ["while another is revoked", () => knowing(`@revoked * ${other}\n${name()} ${key()}\n`)],
  ])("%s", async (_title, target) => {
    await (await createSsh2Transport().connect(target())).close();
    expect(log).not.toEqual([]);
  });

  test("for the first time with accept-new: written before the login, announced, known from then on", async () => {
    const file = join(server.folder, "new", "known_hosts");
    const target: SshTarget = { ...server.target, knownHosts: [file], acceptNew: true };
    const said: string[] = [];
    const transport = createSsh2Transport({ announce: (message) => said.push(message) });
    const connections = await Promise.all([1, 2, 3].map(() => transport.connect(target)));
    await Promise.all(connections.map((one) => one.close()));
    expect(readFileSync(file, "utf8")).toBe(`${name()} ${key()}\n`);
    expect(said).toEqual([expect.stringMatching(/^web1 .*its host key was not known and now is: ssh-ed25519 SHA256:/)]);
    await (await createSsh2Transport().connect({ ...server.target, knownHosts: [file] })).close();
    const swapped = { ...target, port: neighbor.target.port, hostKeyAlias: name() };
    expect((await problemOf(transport.connect({ ...swapped, name: "web2" }))).code).toBe("RB4005");
  });
});

function wayTo({ target }: PracticeServer): readonly string[] {
  const script = `const s = require("net").connect(${target.port}, "127.0.0.1"); process.stdin.pipe(s).pipe(process.stdout)`;
  return [process.execPath, "-e", script];
}
