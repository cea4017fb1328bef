import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { OpensshNeed } from "../../../src/transport/openssh-needed.ts";
import { createOpensshTransport } from "../../../src/transport/openssh-transport.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { createSshTransport } from "../../../src/transport/ssh-transport.ts";
import { controller } from "../../support/program.ts";
import { canRunSshd, type RealSshd, startSshd } from "../../support/real-sshd.ts";
import { problemOf } from "./caught.ts";

const canConnect = canRunSshd && existsSync("/usr/bin/ssh");

describe.skipIf(!canConnect)("the system's ssh and its troubles (needs root, sshd, ssh and sudo)", () => {
  let sshd: RealSshd;
  let folder = "";
  const temporary = process.env.TMPDIR;
  beforeAll(async () => {
    process.env.TMPDIR = mkdtempSync(join(tmpdir(), "runbook-t-"));
    chmodSync(tmpdir(), 0o755);
    sshd = await startSshd();
    folder = sshd.folder;
    newKey("stranger");
    newKey("authority");
  });
  afterAll(async () => {
    await sshd.close();
    rmSync(tmpdir(), { recursive: true });
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  });
  const newKey = (name: string) =>
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  const publicKey = (name: string) => readFileSync(join(folder, `${name}.pub`), "utf8").trim();
  const connect = (more: Partial<SshTarget> = {}) =>
    createOpensshTransport({ backoff: 10 }).connect({ ...sshd.target, ...more });
  const known = (name: string, lines: string) => {
    writeFileSync(join(folder, name), lines);
    return { knownHosts: [join(folder, name)] };
  };

  test("the host's key is told, and nothing is left when it is over", async () => {
    const before = sockets();
    const connection = await connect();
    const listed = execFileSync("ssh-keygen", ["-lf", join(folder, "host.pub")], { encoding: "utf8" });
    expect(connection.hostKey).toBe(listed.split(" ")[1]);
    expect(sockets().length).toBe(before.length + 1);
    await connection.close();
    expect(sockets()).toEqual(before);
    for (let i = 0; i < 5; i++) await (await connect()).close();
    expect(sockets()).toEqual(before);
  });

  test("a refused connection", async () => {
    const port = await closedPort();
    expect(await problemOf(connect({ port }))).toMatchObject({ code: "RB4001" });
  });

  test("a name that nobody knows", async () => {
    expect(await problemOf(connect({ address: "no-such-host.invalid" }))).toMatchObject({ code: "RB4003" });
  });

  test("a host that accepts and stays silent", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    onTestFinished(() => void silent.close());
    await new Promise((resolve) => silent.once("listening", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await problemOf(connect({ port, connectDeadline: 1_000 }))).toMatchObject({ code: "RB4002" });
  });

  test("a host key that is not known, and one that is another", async () => {
    expect(await problemOf(connect(known("empty", "")))).toMatchObject({ code: "RB4004" });
    const other = known("other", `[127.0.0.1]:${sshd.target.port} ${publicKey("stranger")}\n`);
    expect(await problemOf(connect(other))).toMatchObject({ code: "RB4005" });
    const revoked = known("revoked", `@revoked * ${publicKey("host")}\n`);
    expect(await problemOf(connect(revoked))).toMatchObject({ code: "RB4005" });
  });

  test("accept-new takes a first key, says so, and writes it down", async () => {
    const announced: string[] = [];
    const transport = createOpensshTransport({ announce: (message) => announced.push(message) });
    await (await transport.connect({ ...sshd.target, ...known("a new %h", ""), acceptNew: true })).close();
    expect(announced).toEqual([expect.stringContaining("web1: its host key was not known and now is")]);
    expect(readFileSync(join(folder, "a new %h"), "utf8")).toContain(publicKey("host").split(" ")[1]);
  });

  test("a host keeps the key it began with, also where another one is known, and no byte of a login goes to another", async () => {
    execFileSync("ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-f", join(folder, "second")]);
    const place = `[127.0.0.1]:${sshd.target.port}`;
    const both = known("both", `${place} ${publicKey("host")}\n${place} ${publicKey("second")}\n`);
    const transport = createOpensshTransport({ backoff: 10 });
    const target = { ...sshd.target, ...both };
    await (await transport.connect(target)).close();
    await (await transport.connect(target)).close();
    const other = await startSshd([`HostKey ${join(folder, "second")}`, "HostKeyAlgorithms ecdsa-sha2-nistp256"]);
    onTestFinished(() => other.close());
    const hostKeyAlias = "web1";
    const alias = known("alias", `${hostKeyAlias} ${publicKey("host")}\n${hostKeyAlias} ${publicKey("second")}\n`);
    const pinning = createOpensshTransport({ backoff: 10 });
    await (await pinning.connect({ ...sshd.target, ...alias, hostKeyAlias })).close();
    const moved = { ...sshd.target, ...alias, hostKeyAlias, port: other.target.port };
    expect(await problemOf(pinning.connect(moved))).toMatchObject({
      code: "RB4005",
      message: expect.stringContaining("offers another host key than earlier in this run"),
    });
    expect(other.log()).not.toContain("userauth");
    expect(other.log()).toContain("Connection closed");
    await (await createOpensshTransport().connect({ ...moved, keyFiles: other.target.keyFiles })).close();
  });

  test("a key that is revoked during the run is refused at the next login", async () => {
    const { knownHosts } = known("mine", `* ${publicKey("host")}\n`);
    const transport = createOpensshTransport({ backoff: 10 });
    await (await transport.connect({ ...sshd.target, knownHosts })).close();
    known("mine", `@revoked * ${publicKey("host")}\n`);
    expect(await problemOf(transport.connect({ ...sshd.target, knownHosts }))).toMatchObject({ code: "RB4005" });
  });

  test("a login that is refused, once, and not tried again", async () => {
    const transport = createOpensshTransport();
    const target = { ...sshd.target, keyFiles: [join(folder, "stranger")], agentHas: "files" } as const;
    const problem = await problemOf(transport.connect(target));
    expect(problem).toMatchObject({ code: "RB4006", message: expect.stringContaining("as worker") });
    const again = performance.now();
    expect(await problemOf(transport.connect(target))).toEqual(problem);
    expect(performance.now() - again).toBeLessThan(20);
  });

  test("a key whose passphrase nobody can be asked for", async () => {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "open sesame", "-f", join(folder, "locked")]);
    const problem = await problemOf(connect({ keyFiles: [join(folder, "locked")], agentHas: "files" }));
    expect(["RB4006", "RB4009"]).toContain(problem.code);
    expect(problem.hint).toContain("passphrase");
  });

  test("options that ssh does not know", async () => {
    const problem = await problemOf(connect({ openssh: { options: ["nosuchoption=1"] } }));
    expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining("nosuchoption") });
  });

  test("MaxSessions refuses another shell in words, and the first goes on", async () => {
    const narrow = await startSshd(["MaxSessions 1"]);
    onTestFinished(() => narrow.close());
    const connection = await createOpensshTransport().connect(narrow.target);
    const shell = await connection.openShell("", undefined);
    const refused = await problemOf(connection.openShell("", { method: "sudo", user: "nobody" }));
    expect(refused).toMatchObject({ code: "RB4013", message: expect.stringContaining("MaxSessions") });
    expect((await shell.run({ script: "exit 255", kind: "user", deadline: 5_000 })).status).toBe(255);
    await connection.close();
  });

  test("MaxStartups cuts logins off before they begin, and all get in all the same", async () => {
    const narrow = await startSshd(["MaxStartups 2:100:2"]);
    onTestFinished(() => narrow.close());
    const transport = createOpensshTransport({ backoff: 150 });
    const connections = await Promise.all(Array.from({ length: 6 }, () => transport.connect(narrow.target)));
    await Promise.all(connections.map((connection) => connection.close()));
  });

  test("a connection that is lost in the middle of a frame is a loss, not the status 255", async () => {
    const before = sockets();
    const connection = await connect();
    const shell = await connection.openShell("", undefined);
    const run = shell.run({ script: "kill -9 $(ps -o ppid= -p $$); sleep 1", kind: "user", deadline: 10_000 });
    await expect(run).rejects.toMatchObject({ started: true, problems: [{ code: "RB4007" }] });
    const next = await problemOf(connection.openShell("", undefined));
    expect(["RB4007", "RB4013"]).toContain(next.code);
    await connection.close();
    expect(sockets()).toEqual(before);
  });

  test.each(["SIGINT", "SIGKILL"] as const)("nothing is left after %s in the middle of a command", async (signal) => {
    const before = sockets();
    const user = controller().with({ TMPDIR: tmpdir() });
    onTestFinished(() => user.remove());
    const { address, port } = sshd.target;
    const login = `ansible_user=worker ansible_ssh_private_key_file=${join(folder, "id")}`;
    const trust = `ansible_ssh_common_args="-o UserKnownHostsFile=${join(folder, "known_hosts")}"`;
    const way = `ansible_connection=openssh ansible_host=${address} ansible_port=${port}`;
    writeFileSync(join(user.folder, "hosts.ini"), `web1 ${way} ${login} ${trust}\n`);
    const begun = join(folder, "home", signal);
    const { pid, ended } = user.start("exec", "web1", "-i", "hosts.ini", "--", "sh", "-c", `: >~/${signal}; sleep 3`);
    const early = ended.then(({ stdout, stderr }) => expect.unreachable(`it ended early: ${stdout}${stderr}`));
    early.catch(() => {});
    await Promise.race([early, vi.waitFor(() => expect(existsSync(begun)).toBe(true), 20_000)]);
    expect(sockets().length).toBe(before.length + 1);
    process.kill(pid, signal);
    await ended;
    await vi.waitFor(() => expect(sockets()).toEqual(before), 5_000);
  });

  test("a jump host is gone through", async () => {
    const inner = await startSshd();
    onTestFinished(() => inner.close());
    appendFileSync(join(folder, "known_hosts"), readFileSync(join(inner.folder, "known_hosts")));
    const command = [
      "ssh",
      "-F",
      "none",
      "-i",
      join(folder, "id"),
      "-o",
      `UserKnownHostsFile=${join(folder, "known_hosts")}`,
    ];
    const through = [
      ...command,
      "-p",
      String(sshd.target.port),
      "-W",
      `127.0.0.1:${inner.target.port}`,
      "worker@127.0.0.1",
    ];
    const connection = await createOpensshTransport().connect({ ...inner.target, proxyCommand: through });
    await connection.openShell("", undefined);
    expect(connection.hostKey).toBeUndefined();
    await connection.close();
  });

  describe("chosen where ssh2 cannot, and said so", () => {
    const why = (more: Partial<SshTarget>) => new OpensshNeed().why({ ...sshd.target, ...more });

    test("not for plain keys and known hosts", async () => {
      expect(await why({})).toBeUndefined();
    });

    test("a certificate beside the key", async () => {
      const other = await startSshd([`TrustedUserCAKeys ${join(folder, "authority.pub")}`]);
      onTestFinished(() => other.close());
      newKey("certified");
      sign("-I", "worker", "-n", "worker", join(folder, "certified.pub"));
      const target = { ...other.target, keyFiles: [join(folder, "certified")] };
      const announced: string[] = [];
      const transport = createSshTransport({ announce: (message) => announced.push(message) });
      await (await transport.connect(target)).close();
      expect(announced).toEqual([
        `web1: the system's ssh logs in, because ${join(folder, "certified")} has a certificate`,
      ]);
      const never = createSshTransport().connect({ ...target, openssh: "never" });
      expect(await problemOf(never)).toMatchObject({ code: "RB4006" });
    });

    test("a certificate authority for the host's key", async () => {
      sign("-h", "-I", "web1", "-n", "127.0.0.1", join(folder, "host.pub"));
      const other = await startSshd([
        `HostKey ${join(folder, "host")}`,
        `HostCertificate ${join(folder, "host-cert.pub")}`,
      ]);
      onTestFinished(() => other.close());
      const ways = known("authorities", `@cert-authority * ${publicKey("authority")}\n`);
      const target = { ...other.target, ...ways };
      expect(await why(ways)).toContain("authorities:1 names a certificate authority");
      const connection = await createSshTransport().connect(target);
      await connection.close();
    });

    test("a key in a security key", async () => {
      writeFileSync(join(folder, "fido"), securityKey());
      expect(await why({ keyFiles: [join(folder, "fido")] })).toBe(`${join(folder, "fido")} is kept in a security key`);
    });

    test("-k and the openssh connection exclude each other", async () => {
      const { SecretText } = await import("../../../src/secrets/secret-text.ts");
      const transport = createSshTransport({ password: new SecretText("SSH password", "x") });
      const problem = await problemOf(transport.connect({ ...sshd.target, openssh: { options: [] } }));
      expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining("-k") });
    });
  });

  function sign(...args: readonly string[]): void {
    execFileSync("ssh-keygen", ["-q", "-s", join(folder, "authority"), ...args]);
  }
});

/** The private folders of shared connections. */
function sockets(): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("runbook-via-"));
}

/** The head of an OpenSSH private key file of the type that a FIDO token keeps (PROTOCOL.key). */
function securityKey(): string {
  const text = (value: string | Buffer) => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const key = text(Buffer.concat([text("sk-ssh-ed25519@openssh.com"), text(Buffer.alloc(32)), text("ssh:")]));
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...[text("none"), text("none"), text("")],
    Buffer.from([0, 0, 0, 1]),
    ...[key, text("")],
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${file.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
