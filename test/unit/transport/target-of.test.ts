import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { type ConnectionSettings, targetOf } from "../../../src/transport/target-of.ts";
import { problemOf } from "../../fault/transport/caught.ts";

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "runbook-home-"));
  mkdirSync(join(home, ".ssh"));
  for (const name of ["id_rsa", "id_ed25519"]) writeFileSync(join(home, ".ssh", name), "");
});
afterAll(() => rmSync(home, { recursive: true }));

const settings = (): ConnectionSettings => ({ user: "ann", home, baseFolder: "/project" });

function ssh(variables: Record<string, Value>, more: Partial<ConnectionSettings> = {}, host = "web1"): SshTarget {
  const target = targetOf(host, valueMap(Object.entries(variables)), { ...settings(), ...more });
  if (target.kind !== "ssh") throw new Error("not an ssh target");
  return target;
}

const problem = (variables: Record<string, Value>, more: Partial<ConnectionSettings> = {}, host = "web1") =>
  problemOf(Promise.resolve().then(() => ssh(variables, more, host)));

describe("how a host is reached", () => {
  test("without any variable: by its name, as the current user, with the usual keys and files", () => {
    expect(ssh({}, { agentSocket: "/run/agent" })).toEqual({
      kind: "ssh",
      name: "web1",
      address: "web1",
      port: 22,
      user: "ann",
      keyFiles: [join(home, ".ssh/id_ed25519"), join(home, ".ssh/id_rsa")],
      agent: "/run/agent",
      knownHosts: [
        join(home, ".ssh/known_hosts"),
        join(home, ".ssh/known_hosts2"),
        "/etc/ssh/ssh_known_hosts",
        "/etc/ssh/ssh_known_hosts2",
      ],
      connectDeadline: 10_000,
    });
  });

  test("ansible_connection: local needs nothing else", () => {
    expect(targetOf("here", valueMap([["ansible_connection", "local"]]), settings())).toEqual({
      kind: "local",
      name: "here",
    });
  });

  test.each<[Value, readonly string[]]>([
    [
      ["docker", "exec", "-i", "my web", "sh"],
      ["docker", "exec", "-i", "my web", "sh"],
    ],
    ["docker exec -i 'my web' sh", ["docker", "exec", "-i", "my web", "sh"]],
    [
      ["nsenter", "-t", 42, "-m", "sh"],
      ["nsenter", "-t", "42", "-m", "sh"],
    ],
    ["bin/enter web sh", ["/project/bin/enter", "web", "sh"]],
    ["~/enter sh", ["HOME/enter", "sh"]],
  ])("ansible_connection: exec with exec_command %j", (written, command) => {
    const variables = valueMap([
      ["ansible_connection", "exec"],
      ["exec_command", written],
      ["ansible_user", "root"],
    ]);
    const words = command.map((word) => word.replace("HOME", home));
    expect(targetOf("box", variables, settings())).toEqual({ kind: "exec", name: "box", command: words, user: "root" });
  });

  test.each<[Value, string]>([
    [null, "exec_command is missing"],
    ["", "exec_command is missing"],
    ["docker exec 'web", "must be a list of words"],
    [[], "must be a list of words"],
    [["docker", ["web"]], "must be a list of words"],
    [["docker", "a\0b"], "must be a list of words"],
  ])("exec_command %j is refused", async (written, message) => {
    const found = await problem({ ansible_connection: "exec", exec_command: written });
    expect(found).toMatchObject({ code: "RB4012", hint: "for example: exec_command: [docker, exec, -i, web1, sh]" });
    expect(found.message).toContain(message);
  });

  test("with Ansible's variables; the ssh ones win over the plain ones", () => {
    expect(
      ssh({
        ansible_host: "10.0.0.1",
        ansible_ssh_host: "10.0.0.2",
        ansible_port: 2222,
        ansible_user: "neolane",
        ansible_ssh_private_key_file: "keys/id",
        ansible_ssh_timeout: 4,
      }),
    ).toMatchObject({
      address: "10.0.0.2",
      port: 2222,
      user: "neolane",
      keyFiles: ["/project/keys/id"],
      connectDeadline: 4_000,
    });
    expect(ssh({ ansible_port: "2200", ansible_ssh_port: "2201" }).port).toBe(2201);
    expect(ssh({ ansible_private_key_file: "~/mine" }).keyFiles).toEqual([join(home, "mine")]);
  });

  test("a variable wins over a flag, a flag over an -o option", () => {
    const flags = {
      userFlag: "flag",
      keyFile: "k",
      connectTimeout: 2_000,
      workingFolder: "/here",
      sshCommonArgs: "-o User=o -o Port=3",
    };
    expect(ssh({}, flags)).toMatchObject({ user: "flag", keyFiles: ["/here/k"], connectDeadline: 2_000, port: 3 });
    expect(ssh({ ansible_user: "variable", ansible_ssh_private_key_file: "/v", ansible_port: 4 }, flags)).toMatchObject(
      {
        user: "variable",
        keyFiles: ["/v"],
        port: 4,
      },
    );
    expect(ssh({}, { sshCommonArgs: "-o User=o -o ConnectTimeout=3" })).toMatchObject({
      user: "o",
      connectDeadline: 3_000,
    });
    expect(ssh({ ansible_ssh_common_args: "-o Port=5" }, flags).port).toBe(5);
  });

  test("options of the settings count where the host has none of the same kind, each in its place", () => {
    const settings = { sshArgs: "-o Port=3", sshCommonArgs: "-o Port=4 -o User=c", sshExtraArgs: "-o User=e" };
    expect(ssh({}, settings)).toMatchObject({ port: 3, user: "c" });
    expect(ssh({ ansible_ssh_args: "-o Compression=no" }, settings)).toMatchObject({ port: 4, user: "c" });
    expect(ssh({ ansible_ssh_common_args: "-o Compression=no" }, settings)).toMatchObject({ port: 3, user: "e" });
  });

  test("with the options of ssh, as ssh_config reads them", () => {
    const variables = {
      ansible_ssh_common_args: `-o UserKnownHostsFile="a '~/b c' /d" -oGlobalKnownHostsFile=none -o "HostName 10.9.9.9" -C
        -o HostKeyAlias=web -o IdentityFile=%d/k1 -i k2 -o userknownhostsfile=ignored -o IdentitiesOnly=yes
        -o ControlMaster=auto -o ControlPersist=600s -o ServerAliveInterval=5 -o StrictHostKeyChecking=yes
        -o PreferredAuthentications=publickey -o BatchMode=yes -o PasswordAuthentication=no -p2022`,
      ansible_ssh_extra_args: "-o ForwardAgent=no",
    };
    expect(ssh(variables, { agentSocket: "/run/agent" })).toEqual({
      kind: "ssh",
      name: "web1",
      address: "10.9.9.9",
      configName: "web1",
      port: 2022,
      user: "ann",
      keyFiles: [join(home, "k1"), "/project/k2"],
      knownHosts: ["/project/a", join(home, "b c"), "/d"],
      hostKeyAlias: "web",
      agent: "/run/agent",
      agentHas: "files",
      keepalive: { interval: 5_000, count: 3 },
      connectDeadline: 10_000,
    });
  });

  test("paths of a flag start in the working folder", () => {
    const target = ssh({}, { sshCommonArgs: "-o UserKnownHostsFile=lab/known_hosts", workingFolder: "/here" });
    expect(target.knownHosts[0]).toBe("/here/lab/known_hosts");
  });

  test.each([
    ["nc %h %p", ["nc", "web1", "22"]],
    ["exec ssh -W '[%h]:%p' gate", ["ssh", "-W", "[web1]:22", "gate"]],
    ["nc %h %p 2>/dev/null", ["/bin/sh", "-c", "exec nc web1 22 2>/dev/null"]],
    ["$HOME/bin/way %%%r", ["/bin/sh", "-c", "exec $HOME/bin/way %ann"]],
    ["none", undefined],
  ])("a ProxyCommand runs without a shell where it can: %s", (command, words) => {
    const [target] = [ssh({ ansible_ssh_common_args: `-o "ProxyCommand=${command.replaceAll("$", "\\$")}"` })];
    expect(target.proxyCommand).toEqual(words);
  });

  test.each([
    ["-o StrictHostKeyChecking=no", "host keys are always checked"],
    ["-o StrictHostKeyChecking=off", "host keys are always checked"],
    ["-o KnownHostsCommand=/bin/keys", "host keys come from files only"],
    ["-o ProxyCommand='nc %h %L'", "%L in ProxyCommand is not supported"],
    ["-o ConnectTimeout=soon", "not a number of seconds"],
    ["-o ForwardAgent=yes", "never forwarded"],
    ["-o PasswordAuthentication=yes", "only with -k"],
    ["-o NoSuchOption=1", "this option is not supported"],
    ["-o Port", "not of the form Key=Value"],
    ["-o", "its value is missing"],
    ["-A", "it is not supported"],
    ["-F /etc/other", "it is not supported"],
    ["-o 'Port=1", "a quote is not closed"],
    ["bastion", "it is not supported"],
  ])("what cannot be honored is an error: %s", async (written, words) => {
    const found = await problem({}, { sshCommonArgs: written });
    expect(found.code).toBe("RB4012");
    expect(found.message).toContain("--ssh-common-args: ");
    expect(found.message).toContain(words);
    expect((await problem({ ansible_ssh_common_args: written })).message).toContain("web1: ansible_ssh_common_args: ");
  });

  test.each([
    [{ ansible_connection: "winrm" }, "RB4012"],
    [{ ansible_password: "x" }, "RB4012"],
    [{ ansible_port: 0 }, "RB4012"],
    [{ ansible_port: "22; id" }, "RB4012"],
    [{ ansible_timeout: "soon" }, "RB4012"],
    [{ ansible_host: "-oProxyCommand=id" }, "RB3005"],
    [{ ansible_host: "a b" }, "RB3005"],
    [{ ansible_user: "-l" }, "RB3005"],
    [{ ansible_user: "root;id" }, "RB3005"],
    [{ ansible_user: ["root"] }, "RB4012"],
  ])("refuses %j with %s", async (variables, code) => {
    expect((await problem(variables)).code).toBe(code);
  });

  test("a host's own name must be usable, too", async () => {
    expect((await problem({}, {}, "-web")).code).toBe("RB3005");
    expect(ssh({}, {}, "fe80::1%eth0").address).toBe("fe80::1%eth0");
  });
});
