import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Link } from "../../../src/transport/byte-channel.ts";
import type { Connection } from "../../../src/transport/connection.ts";
import { createExecTransport } from "../../../src/transport/exec-transport.ts";
import type { LinkTransport } from "../../../src/transport/link-transport.ts";
import { createOpensshTransport } from "../../../src/transport/openssh-transport.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSsh2Transport } from "../../../src/transport/ssh2-transport.ts";
import { problemOf } from "../../fault/transport/caught.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { codeOf, hintOf, keepsShells } from "./shell-contract.ts";

const deadlines = { grace: 300 };
const kinds: readonly (readonly [string, boolean, () => LinkTransport])[] = [
  ["ssh2", true, () => createSsh2Transport({ deadlines })],
  ["the system's ssh", existsSync("/usr/bin/ssh"), () => createOpensshTransport({ deadlines })],
];

/** A program on the host that stands for `docker exec -i`: its first argument is the container. */
async function containersOn(sshd: RealSshd): Promise<string> {
  const bin = join(sshd.folder, "my bin");
  await mkdir(bin);
  const path = join(bin, "run");
  await writeFile(path, '#!/bin/sh\nname=$1; shift\nexec env CONTAINER="$name" "$@"\n');
  await chmod(path, 0o755);
  return path;
}

/** Containers of one host; counts the connections to it. */
function containers(ssh: LinkTransport, via: SshTarget, program: string) {
  const links: Link[] = [];
  const transport = createExecTransport(async (target) => {
    const link = await ssh.openLink(target);
    links.push(link);
    return link;
  }, deadlines);
  const connect = (name: string): Promise<Connection> =>
    transport.connect({ kind: "exec", name, command: [program, name, "sh"], via });
  return { links, connect };
}

const nameIn = async (connection: Connection) => {
  const shell = await connection.openShell("", undefined);
  const reply = await shell.run({ script: 'printf %s "$CONTAINER"', kind: "user", deadline: 10_000 });
  return Buffer.from(reply.stdout.head).toString();
};

describe.skipIf(!canRunSshd)("behind a host that is reached over ssh (needs root, sshd and sudo)", () => {
  let sshd: RealSshd;
  let program = "";
  beforeAll(async () => {
    sshd = await startSshd();
    program = await containersOn(sshd);
  });
  afterAll(() => sshd.close());

  describe.each(kinds)("%s", (_, canRun, ssh) => {
    describe.skipIf(!canRun)("(needs its program)", () => {
      keepsShells("a command of that host", () => containers(ssh(), sshd.target, program).connect("web 1"));

      test("many containers share its connections, eight channels on each", async () => {
        const { links, connect } = containers(ssh(), sshd.target, program);
        const names = Array.from({ length: 12 }, (_value, index) => `it's "web-${index}"; $(id) *`);
        const connections = await Promise.all(names.map(connect));
        expect(links.length).toBe(1);
        expect(await Promise.all(connections.map(nameIn))).toEqual(names);
        expect(links.length).toBe(2);
        await Promise.all(connections.map((connection) => connection.close()));
      });

      test("one container's end is no other's, and the last one's ends the connection", async () => {
        const { links, connect } = containers(ssh(), sshd.target, program);
        const [first, second] = await Promise.all([connect("first"), connect("second")]);
        await nameIn(first);
        await first.close();
        expect(await problemOf(first.openShell("", undefined))).toMatchObject({ code: "RB4007" });
        expect(await nameIn(second)).toBe("second");
        await second.close();
        const over = await links[0]?.open("true", { stdout() {}, stderr() {}, closed() {} }).catch(codeOf);
        expect(over).toBe("RB4007");
        expect(await nameIn(await connect("third"))).toBe("third");
        expect(links.length).toBe(2);
        await Promise.all(links.map((link) => link.close()));
      });

      test("when the connection is lost, all behind it are told, and a new one is made for the next", async () => {
        const { links, connect } = containers(ssh(), sshd.target, program);
        const connections = await Promise.all([connect("first"), connect("second")]);
        const shells = await Promise.all(connections.map((connection) => connection.openShell("", undefined)));
        const frames = shells.map((shell) => shell.run({ script: "sleep 20", kind: "user", deadline: 10_000 }));
        links[0]?.destroy("the cable was pulled");
        const ends = await Promise.allSettled(frames);
        expect(ends).toMatchObject([1, 2].map(() => ({ reason: { started: true, problems: [{ code: "RB4007" }] } })));
        expect(await nameIn(await connect("third"))).toBe("third");
        expect(links.length).toBe(2);
        await Promise.all(links.map((link) => link.close()));
      });
    });
  });

  test("a host that takes one channel per connection gets as many connections", async () => {
    const narrow = await startSshd(["MaxSessions 1"]);
    onTestFinished(() => narrow.close());
    const path = await containersOn(narrow);
    const { links, connect } = containers(createSsh2Transport({ jitter: () => 0 }), narrow.target, path);
    const connections = await Promise.all(["a", "b", "c"].map(connect));
    expect(await Promise.all(connections.map(nameIn))).toEqual(["a", "b", "c"]);
    expect(links.length).toBe(3);
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test("what cannot be reached says on the way to whom, and what the host says is told", async () => {
    const away = { ...sshd.target, name: "dock1", port: 1 };
    const { connect } = containers(createSsh2Transport(), away, program);
    expect(await problemOf(connect("web1"))).toMatchObject({
      code: "RB4001",
      message: expect.stringMatching(/^web1: on the way there, dock1 \(127\.0\.0\.1:1\) refused/),
    });
    const missing = containers(createSsh2Transport(), { ...sshd.target, name: "dock1" }, "docker-of-old");
    const connection = await missing.connect("web1");
    const error = await connection.openShell("", undefined).catch((cause: unknown) => cause);
    expect([codeOf(error), hintOf(error)]).toEqual([
      "RB4013",
      "this must work on dock1: docker-of-old web1 sh -c 'echo hello'",
    ]);
    expect(String(error)).toContain("docker-of-old: not found");
    await connection.close();
  });
});
