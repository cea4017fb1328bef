import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import dns from "node:dns";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { newKeyPair } from "../../../src/lab/key-pair.ts";
import { fingerprint } from "../../../src/transport/host-key-policy.ts";
import { type PracticeServer, startServer } from "../../support/ssh-server.ts";
import { testWorld } from "../../support/test-world.ts";

/** A name server that knows SSHFP records of Ed25519 keys by SHA-256. */
async function startNameServer(known: Readonly<Record<string, Buffer>>) {
  const records = new Map(Object.entries(known));
  const socket = createSocket("udp4");
  socket.on("message", (question, { port, address }) => {
    const host = question.toString("latin1", 13, 13 + question.readUInt8(12));
    const digest = records.get(host);
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(digest ? 0x8180 : 0x8183, 2);
    header.writeUInt16BE(digest ? 1 : 0, 6);
    const fixed = Buffer.from([0xc0, 12, 0, 44, 0, 1, 0, 0, 0, 60, 0, 34, 4, 2]);
    socket.send(Buffer.concat([header, question.subarray(12), ...(digest ? [fixed, digest] : [])]), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return Object.assign(socket, { records });
}

const folder = mkdtempSync(join(tmpdir(), "runbook-trust-"));
const knownHosts = join(folder, "known_hosts");
let servers: readonly PracticeServer[] = [];
let logins = 0;
beforeAll(async () => {
  const authentication = () => {
    logins += 1;
  };
  servers = await Promise.all([1, 2].map(() => startServer({ authentication })));
  const hosts = servers.map(
    ({ target }, index) => `web${index + 1} ansible_host=127.0.0.1 ansible_port=${target.port}`,
  );
  const down = "down ansible_host=127.0.0.1 ansible_port=1";
  const common = `[all:vars]\nansible_ssh_common_args="-o UserKnownHostsFile=${knownHosts} -o GlobalKnownHostsFile=none"`;
  writeFileSync(join(folder, "hosts.ini"), `[web]\n${hosts.join("\n")}\n[rest]\n${down}\n${common}\n`);
});
beforeEach(() => {
  logins = 0;
  rmSync(knownHosts, { force: true });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(folder, { recursive: true });
});

/** Runs the command, a person's answers on the terminal when there are any. */
async function trust(args: readonly string[], answer?: string) {
  const { world, stdout, stderr } = testWorld(folder, ["trust", ...args, "-i", "hosts.ini"], answer ? [answer] : []);
  return { exitCode: await run(world), stdout: stdout(), stderr: stderr() };
}

const name = (index: number) => `[127.0.0.1]:${servers[index]?.target.port}`;
const keyText = (index: number) => servers[index]?.knownHostsLine.split(" ").slice(1, 3).join(" ") ?? "";
const printOf = (text: string) => fingerprint(Buffer.from(text.split(" ")[1] ?? "", "base64"));
const print = (index: number) => printOf(keyText(index));
const file = () => readFileSync(knownHosts, "utf8");

describe("runbook trust", () => {
  test("shows new keys side by side and adds them after a yes, logging in nowhere", async () => {
    const { exitCode, stdout } = await trust(["web"], "y");
    expect(exitCode).toBe(0);
    const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(rows.slice(0, 3)).toEqual([
      ["HOST", "KNOWN AS", "TYPE", "FINGERPRINT", "STATUS"],
      ["web1", name(0), "ssh-ed25519", print(0), "new"],
      ["web2", name(1), "ssh-ed25519", print(1), "new"],
    ]);
    expect(stdout).toContain(`2 keys added to ${knownHosts}`);
    expect(file()).toBe(`${name(0)} ${keyText(0)}\n${name(1)} ${keyText(1)}\n`);
    expect(statSync(knownHosts).mode & 0o777).toBe(0o600);
    expect(logins).toBe(0);
    const again = await trust(["web"]);
    expect(again.exitCode).toBe(0);
    expect(again.stdout.match(/ known$/gm)?.length).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(["hosts.ini", "known_hosts"]);
  });

  test("writes nothing after a no, or where nobody can be asked", async () => {
    expect(await trust(["web"], "n")).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining("nothing was written"),
    });
    expect(await trust(["web"])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("nobody can be asked here"),
    });
    expect(() => file()).toThrow("ENOENT");
  });

  test("names hosts that cannot be reached, and adds the others", async () => {
    const { exitCode, stdout } = await trust(["all", "-y"]);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^down .* - .* - .*unreachable: down \(127\.0\.0\.1:1\) refused the connection$/m);
    expect(file().split("\n").length).toBe(3);
  });

  test("replaces a changed key only with --replace; other lines, comments and the mode stay", async () => {
    const other = newKeyPair().publicKey;
    writeFileSync(knownHosts, `# mine\n${name(0)} ${other}\nelse ${other}`, { mode: 0o640 });
    chmodSync(knownHosts, 0o640);
    const refused = await trust(["web1", "-y"]);
    expect(refused).toMatchObject({
      exitCode: 4,
      stdout: expect.stringContaining(`CHANGED, known is ${printOf(other)}`),
    });
    expect(file()).toContain(`${name(0)} ${other}`);
    expect((await trust(["web1", "-y", "--replace"])).exitCode).toBe(0);
    expect(file()).toBe(`# mine\nelse ${other}\n${name(0)} ${keyText(0)}\n`);
    expect(statSync(knownHosts).mode & 0o777).toBe(0o640);
    expect(logins).toBe(0);
  });

  test("does not replace a line that names other hosts too, or a revoked key", async () => {
    const other = newKeyPair().publicKey;
    writeFileSync(knownHosts, `${name(0)},web9 ${other}\n@revoked * ${keyText(1)}\n`);
    const { exitCode, stdout } = await trust(["web", "-y", "--replace"]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain(`${knownHosts}:1 must be edited by hand`);
    expect(stdout).toMatch(/^web2 .* revoked$/m);
    expect(file()).toBe(`${name(0)},web9 ${other}\n@revoked * ${keyText(1)}\n`);
  });

  test("hashes names where the file does, and ssh-keygen finds them", async () => {
    writeFileSync(knownHosts, `else ${newKeyPair().publicKey}\n`);
    execFileSync("ssh-keygen", ["-q", "-H", "-f", knownHosts], { stdio: "ignore" });
    rmSync(`${knownHosts}.old`);
    expect((await trust(["web1", "-y"])).exitCode).toBe(0);
    expect(file()).not.toContain("127.0.0.1");
    expect(execFileSync("ssh-keygen", ["-F", name(0), "-f", knownHosts], { encoding: "utf8" })).toContain(keyText(0));
  });

  test("with --file adds only what the list names", async () => {
    const list = join(folder, "fingerprints");
    writeFileSync(list, `# from the console\nweb1 ${print(0)} # good\n`);
    const some = await trust(["web", "-y", "--file", list]);
    expect(some.exitCode).toBe(4);
    expect(some.stdout).toMatch(/^web1 .* new, as listed$/m);
    expect(some.stdout).toMatch(/^web2 .* new, not in the list$/m);
    expect(file()).toBe(`${name(0)} ${keyText(0)}\n`);
    writeFileSync(list, `256 ${print(1)} ${name(0)} (ED25519)\n256 ${print(1)} web2 (ED25519)\n`);
    const other = await trust(["web", "-y", "--file", list]);
    expect(other.stdout).toMatch(/^web1 .* known, differs from the list$/m);
    expect(other.stdout).toMatch(/^web2 .* new, as listed$/m);
    writeFileSync(list, "web1 MD5:00:11\n");
    expect(await trust(["web", "--file", list])).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining(`${list}:1`),
    });
    rmSync(list);
  });

  test("with --dns adds only keys that agree with SSHFP records", async () => {
    const digest = (index: number) => Buffer.from(print(index).replace("SHA256:", ""), "base64");
    const nameServer = await startNameServer({ web1: digest(0), web2: digest(0) });
    const before = dns.getServers();
    dns.setServers([`127.0.0.1:${nameServer.address().port}`]);
    onTestFinished(() => {
      dns.setServers(before);
      nameServer.close();
    });
    const { exitCode, stdout } = await trust(["web", "-y", "--dns"]);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^web1 .* new, DNS agrees \(not signed\)$/m);
    expect(stdout).toMatch(/^web2 .* new, DNS has another key$/m);
    expect(file()).toBe(`${name(0)} ${keyText(0)}\n`);
    nameServer.records.delete("web2");
    expect((await trust(["web", "-y", "--dns"])).stdout).toMatch(/^web2 .* new, not in DNS$/m);
    nameServer.records.set("web2", digest(1));
    expect((await trust(["web", "-y", "--dns"])).exitCode).toBe(0);
  });

  test("follows a link, and says why a file cannot be written", async () => {
    const real = join(folder, "real");
    writeFileSync(real, "");
    symlinkSync(real, knownHosts);
    expect((await trust(["web1", "-y"])).exitCode).toBe(0);
    expect(readFileSync(real, "utf8")).toContain(name(0));
    rmSync(real);
    rmSync(knownHosts);
    execFileSync("mkdir", [knownHosts]);
    const failed = await trust(["web1", "-y"]);
    expect(failed).toMatchObject({ exitCode: 4, stdout: expect.stringContaining("cannot be read (EISDIR)") });
    rmSync(knownHosts, { recursive: true });
  });
});
