import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newKeyPair } from "../../../src/lab/key-pair.ts";
import type { Connection } from "../../../src/transport/connection.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { startProxy } from "../../support/flaky-proxy.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { problemOf } from "./caught.ts";

describe("the way to a host", () => {
  let outer: PracticeServer;
  let inner: PracticeServer;
  let server: PracticeServer;
  const logins = { outer: 0, inner: 0, server: 0 };
  const count = (name: keyof typeof logins) => () => {
    logins[name] += 1;
  };
  beforeAll(async () => {
    outer = await startServer({ forwards: true, authentication: count("outer") });
    inner = await startServer({ forwards: true, authentication: count("inner") });
    server = await startServer({ authentication: count("server") });
  });
  beforeEach(() => Object.assign(logins, { outer: 0, inner: 0, server: 0 }));
  afterAll(() => Promise.all([outer.close(), inner.close(), server.close()]));

  const through = (...jumps: readonly SshTarget[]): SshTarget => ({ ...server.target, jumps });
  const hop = ({ target }: PracticeServer, name: string): SshTarget => ({ ...target, name });
  const both = () => through(hop(outer, "outer"), hop(inner, "inner"));

  async function say(connection: Connection): Promise<string> {
    const shell = await connection.openShell("", undefined);
    const reply = await shell.run({ script: "echo hello", kind: "user", deadline: 5_000 });
    return Buffer.from(reply.stdout.head).toString();
  }

  test("leads through two jump hosts, each logged in to once for many hosts", async () => {
    const transport = createSsh2Transport();
    const connections = await Promise.all(
      [1, 2, 3].map((number) => transport.connect({ ...both(), name: `web${number}` })),
    );
    expect(await Promise.all(connections.map(say))).toEqual(["hello\n", "hello\n", "hello\n"]);
    expect([logins.outer, logins.inner]).toEqual([2, 2]);
    await Promise.all(connections.map((one) => one.close()));
  });

  test.each([
    [
      "outer",
      () => [{ ...hop(outer, "outer"), knownHosts: [] }, hop(inner, "inner")],
      { outer: 0, inner: 0, server: 0 },
    ],
    [
      "inner",
      () => [hop(outer, "outer"), { ...hop(inner, "inner"), knownHosts: [] }],
      { outer: 2, inner: 0, server: 0 },
    ],
  ])("ends at a jump host whose key is not known: %s", async (name, jumps, expected) => {
    const problem = await problemOf(createSsh2Transport().connect(through(...jumps())));
    expect(problem).toMatchObject({ code: "RB4004" });
    expect(problem.message).toMatch(new RegExp(`^web1: on the way there, ${name} .*not known`));
    expect(logins).toEqual(expected);
  });

  test("ends at the host itself when its key is not the known one", async () => {
    const file = join(server.folder, "other-key");
    writeFileSync(file, `[127.0.0.1]:${server.target.port} ${newKeyPair().publicKey}\n`);
    const problem = await problemOf(createSsh2Transport().connect({ ...both(), knownHosts: [file] }));
    expect(problem.code).toBe("RB4005");
    expect(logins).toEqual({ outer: 2, inner: 2, server: 0 });
  });

  test("a jump host that refuses the login is asked once for all hosts behind it", async () => {
    const transport = createSsh2Transport();
    const wrong = { ...hop(outer, "outer"), keyFiles: [join(server.folder, "id")] };
    const problems = await Promise.all([1, 2, 3].map(() => problemOf(transport.connect(through(wrong)))));
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(["RB4006"]));
    await problemOf(transport.connect({ ...through(wrong), name: "web9" }));
    expect(logins.outer).toBe(1);
  });

  test("a jump host that forwards nothing, or to a closed port", async () => {
    const closed = await problemOf(createSsh2Transport().connect({ ...through(hop(outer, "outer")), port: 1 }));
    expect(closed).toMatchObject({ code: "RB4001" });
    expect(closed.message).toMatch(/^web1 \(127\.0\.0\.1:1\) cannot be reached from the jump host outer/);
    const refused = await problemOf(createSsh2Transport().connect(through(hop(server, "gate"))));
    expect(refused).toMatchObject({ code: "RB4001", message: expect.stringContaining("jump host gate") });
  });

  test("a jump host that is lost takes the hosts behind it with it", async () => {
    const proxy = await startProxy(outer.target.port);
    const jump = { ...hop(outer, "outer"), port: proxy.port, hostKeyAlias: `[127.0.0.1]:${outer.target.port}` };
    const connection = await createSsh2Transport().connect(through(jump));
    const shell = await connection.openShell("", undefined);
    const running = shell.run({ script: "sleep 5", kind: "user", deadline: 20_000 });
    proxy.cut();
    await expect(running).rejects.toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    await connection.close();
    await proxy.close();
  });

  test("is a ProxyCommand, ended with the connection", async () => {
    const forward = `const s = require("net").connect(${server.target.port}, "127.0.0.1"); process.stdin.pipe(s).pipe(process.stdout)`;
    const pid = join(server.folder, "pid");
    const script = `require("fs").writeFileSync(${JSON.stringify(pid)}, String(process.pid)); ${forward}`;
    const connection = await createSsh2Transport().connect({
      ...server.target,
      proxyCommand: [process.execPath, "-e", script],
    });
    expect(await say(connection)).toBe("hello\n");
    await connection.close();
    await expect.poll(() => isRunning(Number(readFileSync(pid, "utf8")))).toBe(false);
  });

  test.each([
    [["/bin/sh", "-c", "echo 'no route' >&2; exit 3"], "its ProxyCommand ended with status 3: no route"],
    [["/no/such/program"], "its ProxyCommand cannot be started"],
  ])("a ProxyCommand that fails says why: %j", async (proxyCommand, words) => {
    const problem = await problemOf(createSsh2Transport({ backoff: 1 }).connect({ ...server.target, proxyCommand }));
    expect(problem).toMatchObject({ code: "RB4001", message: expect.stringContaining(words) });
  });

  test("a ProxyCommand that says nothing does not keep us waiting", async () => {
    const transport = createSsh2Transport({ deadlines: { login: 200 } });
    const problem = await problemOf(transport.connect({ ...server.target, proxyCommand: ["/bin/sleep", "30"] }));
    expect(problem.code).toBe("RB4002");
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
