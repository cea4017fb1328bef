import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { resolveTarget } from "../../../src/transport/resolve-target.ts";
import { SshConfig } from "../../../src/transport/ssh-config.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import type { ConnectionSettings } from "../../../src/transport/target-of.ts";
import { problemOf } from "../../fault/transport/caught.ts";

const home = mkdtempSync(join(tmpdir(), "runbook-home-"));
mkdirSync(join(home, ".ssh"));
for (const name of ["id_ed25519", "work"]) writeFileSync(join(home, ".ssh", name), "");
const systemFile = join(home, "system");
beforeEach(() => {
  write("system", "");
  write(".ssh/config", "");
});
afterAll(() => rmSync(home, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(home, name), text, { mode: 0o600 });
}

async function ssh(
  config: string,
  variables: Record<string, Value> = {},
  { host = "web1", ...more }: Partial<ConnectionSettings> & { host?: string } = {},
): Promise<SshTarget> {
  write(".ssh/config", config);
  const settings = { user: "ann", home, baseFolder: "/project", ...more };
  const source = new SshConfig({ user: "ann", home, folder: "/here", systemFile });
  const hosts = { names: () => [], variables: () => undefined };
  const target = await resolveTarget(host, valueMap(Object.entries(variables)), { settings, config: source, hosts });
  if (target.kind !== "ssh") throw new Error("not an ssh target");
  return target;
}

describe("what ~/.ssh/config says of a host", () => {
  test("counts where neither inventory nor flags say otherwise", async () => {
    const config = `
      Host web*
        HostName %h.example.net
        User neolane
        Port 2222
        IdentityFile ~/.ssh/work
        IdentityFile ~/.ssh/missing
        UserKnownHostsFile ~/keys /etc/keys
        HostKeyAlias alias
        ConnectTimeout 1m
        ServerAliveInterval 30
        StrictHostKeyChecking accept-new`;
    expect(await ssh(config)).toMatchObject({
      address: "web1.example.net",
      user: "neolane",
      port: 2222,
      keyFiles: [join(home, ".ssh/work")],
      knownHosts: [join(home, "keys"), "/etc/keys", "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"],
      hostKeyAlias: "alias",
      connectDeadline: 60_000,
      keepalive: { interval: 30_000, count: 3 },
      acceptNew: true,
    });
    expect(await ssh(config, { ansible_user: "root", ansible_port: 22, ansible_timeout: 3 })).toMatchObject({
      user: "root",
      port: 22,
      connectDeadline: 3_000,
    });
    expect(
      await ssh(config, {}, { userFlag: "flag", connectTimeout: 2_000, sshCommonArgs: "-o Port=9" }),
    ).toMatchObject({
      user: "flag",
      port: 9,
      connectDeadline: 2_000,
    });
  });

  test("is asked about ansible_host, as ssh would be; a host of its own name is another", async () => {
    const config = "Host 10.0.0.9\n  User by-address\nHost web1\n  User by-name\n";
    expect((await ssh(config, { ansible_host: "10.0.0.9" })).user).toBe("by-address");
    expect((await ssh(config)).user).toBe("by-name");
  });

  test("of a Match depends on the user that a flag gives", async () => {
    const config = `Match user root host "web*,!web2"\n  Port 99\nMatch all\n  Port 98\n`;
    expect((await ssh(config, {}, { userFlag: "root" })).port).toBe(99);
    expect((await ssh(config, {}, { userFlag: "root", host: "web2" })).port).toBe(98);
    expect((await ssh(config)).port).toBe(98);
  });

  test("comes from included files, too, and from the system's file last", async () => {
    mkdirSync(join(home, ".ssh", "more"), { recursive: true });
    write(".ssh/more/b.conf", "Port 2\n");
    write(".ssh/more/a.conf", "Host other\n  Port 1\n");
    write("system", "Host *\n  Port 3\n  User system\n");
    expect(await ssh("Include more/*.conf\n")).toMatchObject({ port: 2, user: "system" });
    expect((await ssh("Host x\n  Include more/*.conf\n")).port).toBe(3);
  });

  test("leads through jump hosts, each with its own settings", async () => {
    const config = `
      Host web1
        ProxyJump gate,bob@inner:2200
        User neolane
      Host gate
        ProxyJump outer
        User guard
      Host inner
        HostName 10.1.1.1
        User not-bob
        ProxyJump elsewhere`;
    const target = await ssh(config, {}, { userFlag: "root", keyFile: "k" });
    expect(target.user).toBe("root");
    expect(target.jumps?.map(({ user, address, port, name }) => [name, `${user}@${address}:${port}`])).toEqual([
      ["outer", "ann@outer:22"],
      ["gate", "guard@gate:22"],
      ["inner", "bob@10.1.1.1:2200"],
    ]);
    expect(target.jumps?.[0]?.keyFiles).toEqual([join(home, ".ssh/id_ed25519")]);
    expect((await ssh(config, { ansible_ssh_common_args: "-J [fe80::1]:23" })).jumps).toMatchObject([
      { address: "fe80::1", port: 23 },
    ]);
    expect((await ssh(config, { ansible_ssh_common_args: "-o ProxyJump=none" })).jumps).toBeUndefined();
  });

  test.each([
    ["Host web1\n  ProxyJump web1\n", "more than 8 hosts"],
    ["ProxyJump a:b:c\n", "cannot be understood"],
    ["StrictHostKeyChecking no\n", "host keys are always checked"],
    ["KnownHostsCommand /bin/keys %H\n", "host keys come from files only"],
    ["Match exec true\n  User x\n", "Match exec cannot be evaluated without the ssh program"],
    ["Match final\n  User x\n", "Match final"],
    ["CanonicalizeHostname yes\n", "CanonicalizeHostname"],
    ['User "ann\n', "a quote is not closed"],
    ["User\n", "User has no value"],
    ["User root;id\n", "is not allowed as user"],
    ["IdentityFile ~/%C\n", "%C"],
    ["Port seven\n", "is not a port"],
    ["ServerAliveCountMax x\n", "ServerAliveCountMax"],
    ["IdentityAgent $OTHER\n", "$OTHER is not supported"],
  ])("is refused where it cannot be honored: %j", async (config, words) => {
    const { code, message } = await problemOf(ssh(config));
    expect(["RB4012", "RB3005"]).toContain(code);
    expect(message).toContain(words);
  });

  test("a way out of a refused option: the flag's comes first", async () => {
    const config = "StrictHostKeyChecking no\n";
    expect((await ssh(config, {}, { sshCommonArgs: "-o StrictHostKeyChecking=yes" })).acceptNew).toBeUndefined();
  });

  test("a file that others may write to is refused, as by ssh", async () => {
    write(".ssh/config", "User x\n");
    chmodSync(join(home, ".ssh/config"), 0o666);
    const source = new SshConfig({ user: "ann", home, folder: "/here", systemFile });
    const problem = await problemOf(source.options({ host: "web1" }));
    expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining("others may write to it") });
    chmodSync(join(home, ".ssh/config"), 0o600);
  });
});

describe("ssh -G", () => {
  const log = join(home, "asked");
  const program = join(home, "fake-ssh");
  const asking = (script: string) => {
    writeFileSync(program, `#!/bin/sh\necho "$*" >> ${log}\n${script}\n`, { mode: 0o755 });
    writeFileSync(log, "");
    return new SshConfig({ user: "ann", home, loginHome: home, folder: "/here", program });
  };
  const asked = () => readFileSync(log, "utf8");

  test("is asked once for each host", async () => {
    write(".ssh/config", "Port 1\n");
    const source = asking("echo port 2022; echo connecttimeout none");
    await Promise.all([1, 2, 3].map(() => source.options({ host: "web1", user: "root" })));
    expect(await source.options({ host: "web1", user: "root" })).toMatchObject([{ keyword: "port", value: "2022" }]);
    expect(asked()).toBe("-G -l root -- web1\n");
  });

  test("is not asked where no file says anything that matters", async () => {
    write(".ssh/config", "Host *\n  SendEnv LANG\n  Compression yes\n");
    expect(await asking("echo port 1").options({ host: "web1" })).toEqual([]);
    expect(asked()).toBe("");
  });

  test("says in ssh's words what it does not understand", async () => {
    write(".ssh/config", "Port 1\n");
    const problem = await problemOf(asking("echo 'config: line 3: bad' >&2; exit 255").options({ host: "web1" }));
    expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining("config: line 3: bad") });
  });

  test("is replaced by our own reader where there is no ssh", async () => {
    write(".ssh/config", "Host web1\n  Port 7\n");
    const source = new SshConfig({ user: "ann", home, loginHome: home, folder: "/here", program: join(home, "none") });
    expect(await source.options({ host: "web1" })).toMatchObject([{ keyword: "port", value: "7" }]);
  });
});

describe("exec_via", () => {
  const docker = { ansible_connection: "exec", exec_command: ["docker", "exec", "-i", "web-1", "sh"] };
  const inventory: Readonly<Record<string, Record<string, Value>>> = {
    dock1: { ansible_host: "10.0.0.7", ansible_user: "ops" },
    here: { ansible_connection: "local" },
    jail: { ...docker, exec_command: "lxc-attach -n jail -- sh", exec_via: "dock1" },
    a: { ...docker, exec_via: "b" },
    b: { ...docker, exec_via: "a" },
    self: { ...docker, exec_via: "self" },
    lost: { ...docker, exec_via: "dokc1" },
    list: { ...docker, exec_via: ["dock1"] },
  };
  const variablesOf = (name: string) => {
    const variables = inventory[name];
    return variables && valueMap(Object.entries(variables));
  };
  const resolve = (variables: Record<string, Value>, host = "web-1") => {
    const settings = { user: "ann", home, baseFolder: "/project" };
    const config = new SshConfig({ user: "ann", home, folder: "/here", systemFile });
    const hosts = { names: () => Object.keys(inventory), variables: variablesOf };
    return resolveTarget(host, valueMap(Object.entries(variables)), { settings, config, hosts });
  };
  const named = (name: string) => resolve(inventory[name] ?? {}, name);

  test("names a host of the inventory, reached as its own variables and ssh_config say", async () => {
    write(".ssh/config", "Host 10.0.0.7\n  Port 2222\n  ProxyJump gate\n");
    expect(await resolve({ ...docker, exec_via: "dock1", ansible_user: "root" })).toMatchObject({
      kind: "exec",
      command: docker.exec_command,
      user: "root",
      via: { kind: "ssh", name: "dock1", address: "10.0.0.7", user: "ops", port: 2222, jumps: [{ address: "gate" }] },
    });
  });

  test("may lead through several hosts, and to this machine", async () => {
    expect(await resolve({ ...docker, exec_via: "jail" })).toMatchObject({
      via: { kind: "exec", name: "jail", via: { kind: "ssh", name: "dock1" } },
    });
    expect(await resolve({ ...docker, exec_via: "here" })).not.toHaveProperty("via");
  });

  test("a path of the command is the other host's", async () => {
    const command = { ...docker, exec_command: ["bin/enter", "web-1"] };
    expect(await resolve({ ...command, exec_via: "dock1" })).toMatchObject({ command: ["bin/enter", "web-1"] });
    expect(await resolve(command)).toMatchObject({ command: ["/project/bin/enter", "web-1"] });
  });

  test.each([
    ["a", "a: exec_via leads in a ring: a -> b -> a"],
    ["self", "self: exec_via leads in a ring: self -> self"],
    ["lost", 'lost: exec_via names "dokc1", which is not a host of the inventory'],
    ["list", "list: exec_via must be the name of a host of the inventory"],
  ])("of %s is refused", async (host, words) => {
    const problem = await problemOf(named(host));
    expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining(words) });
    if (host === "lost") expect(problem.hint).toBe('did you mean "dock1"?');
  });
});
