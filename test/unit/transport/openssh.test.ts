import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Value, valueMap } from "../../../src/expression/value.ts";
import { opensshArguments } from "../../../src/transport/openssh-arguments.ts";
import type { SshTarget } from "../../../src/transport/ssh-target.ts";
import { targetOf } from "../../../src/transport/target-of.ts";
import { problemOf } from "../../fault/transport/caught.ts";

const settings = { user: "ann", home: "/home/ann", baseFolder: "/project" };

function targetFor(variables: Record<string, Value>): SshTarget {
  const target = targetOf("web1", valueMap(Object.entries(variables)), settings);
  if (target.kind !== "ssh") throw new Error("not an ssh target");
  return target;
}

describe("ansible_connection and the system's ssh", () => {
  test("openssh names it, and what only it understands is given to it", () => {
    const target = targetFor({
      ansible_connection: "openssh",
      ansible_ssh_common_args: "-o KexAlgorithms=mlkem768x25519-sha256 -o GSSAPIAuthentication=yes -o Port=2200",
    });
    expect(target.openssh).toEqual({
      options: ["kexalgorithms=mlkem768x25519-sha256", "gssapiauthentication=yes"],
    });
    expect([target.port, target.keyFiles]).toEqual([2200, []]);
  });

  test("ssh2 never uses it; ssh lets the host's files decide", () => {
    expect(targetFor({ ansible_connection: "ssh2" }).openssh).toBe("never");
    expect(targetFor({ ansible_connection: "ssh" }).openssh).toBeUndefined();
  });

  test("GSSAPI chooses it, and the reason is kept", () => {
    expect(targetFor({ ansible_ssh_common_args: "-o GSSAPIAuthentication=yes" }).openssh).toEqual({
      options: ["gssapiauthentication=yes"],
      because: "GSSAPIAuthentication is asked for",
    });
  });

  test.each(["StrictHostKeyChecking=no", "ForwardAgent=yes", "RequestTTY=yes", "KnownHostsCommand=/bin/x"])(
    "%s is refused there, too",
    async (option) => {
      const variables = { ansible_connection: "openssh", ansible_ssh_common_args: `-o ${option}` };
      const problem = await problemOf(Promise.resolve().then(() => targetFor(variables)));
      expect(problem).toMatchObject({ code: "RB4012", message: expect.stringContaining(option) });
    },
  );
});

describe.skipIf(!existsSync("/usr/bin/ssh"))("what ssh understands of the arguments (needs ssh)", () => {
  const target: SshTarget = {
    kind: "ssh",
    name: "web1",
    address: "10.0.0.1",
    configName: "web1.example.net",
    port: 2200,
    user: "neolane",
    keyFiles: ['/keys/50% of it\'s "mine"'],
    certificates: ["/keys/a certificate"],
    knownHosts: ["/known hosts", "/etc/known"],
    connectDeadline: 1_500,
  };
  const understood = (more: Partial<SshTarget> = {}) =>
    execFileSync("ssh", ["-G", "-F", "none", ...opensshArguments({ ...target, ...more }, "/tmp/a folder/s")], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).split("\n");

  test("every setting, also names with blanks, quotes and percent signs", () => {
    expect(understood()).toEqual(
      expect.arrayContaining([
        "hostname 10.0.0.1",
        "port 2200",
        "user neolane",
        "batchmode yes",
        "stricthostkeychecking true",
        'identityfile /keys/50%% of it\'s "mine"',
        "certificatefile /keys/a certificate",
        "userknownhostsfile /known hosts /etc/known",
        "controlpath /tmp/a folder/s",
        "identityagent none",
        "connecttimeout 2",
        "forwardagent no",
        "nohostauthenticationforlocalhost no",
      ]),
    );
  });

  test("jump hosts by the names that ssh_config knows them by", () => {
    const gate: SshTarget = { ...target, name: "gate", configName: "gate", port: 22, user: "ann" };
    const inner: SshTarget = { ...target, name: "inner", address: "::1", configName: "::1", user: "bob" };
    const command = understood({ jumps: [gate, inner] }).find((line) => /^proxy(command|jump) /.test(line));
    expect(command).toMatch(/ann@gate:22\b.*::1/);
  });

  test("a ProxyCommand word by word, and none where there is none", () => {
    expect(understood({ proxyCommand: ["nc", "-X 5", "100%"] })).toContain("proxycommand 'nc' '-X 5' '100%%'");
    expect(understood({ openssh: { options: ["ProxyCommand=other"] } }).join()).not.toContain("other");
  });
});
