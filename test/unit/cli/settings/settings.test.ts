import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withInventory, withLogin } from "../../../../src/cli/flags.ts";
import { applySettings } from "../../../../src/cli/settings/apply-settings.ts";
import { findConfig } from "../../../../src/cli/settings/find-config.ts";
import type { World } from "../../../../src/cli/world.ts";
import { writtenFlags } from "../../../../src/cli/written-flags.ts";
import { ProblemError } from "../../../../src/problems/problem.ts";
import { testWorld } from "../../../support/test-world.ts";

let root: string;
let project: string;
let home: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "runbook-settings-"));
  project = join(root, "project");
  home = join(root, "home");
  for (const folder of [project, home]) mkdirSync(folder, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (path: string, text: string) => writeFileSync(join(root, path), text);
const world = (environment: World["environment"] = {}): World => ({
  ...testWorld(project, []).world,
  home,
  environment,
});

/** The flags of a command line, settings and all; and the warnings. */
async function flags(args: readonly string[] = [], environment: World["environment"] = {}) {
  const command = withLogin(withInventory(new Command("plan").exitOverride()));
  command.parse([...args], { from: "user" });
  const warnings = await applySettings(command, world(environment));
  return { flags: command.opts(), written: writtenFlags(command), warnings: warnings.map(({ message }) => message) };
}

async function mistake(args: readonly string[] = [], environment: World["environment"] = {}): Promise<unknown> {
  try {
    return await flags(args, environment);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.message;
  }
}

describe("which configuration file counts", () => {
  const found = (environment: World["environment"] = {}) =>
    findConfig(world(environment)).path?.replace(`${root}/`, "");

  test("ANSIBLE_CONFIG over the working directory over the home folder", () => {
    put("home/.ansible.cfg", "");
    expect(found()).toBe("home/.ansible.cfg");
    put("project/ansible.cfg", "");
    expect(found()).toBe("project/ansible.cfg");
    put("other.cfg", "");
    expect(found({ ANSIBLE_CONFIG: "../other.cfg" })).toBe("other.cfg");
    put("home/ansible.cfg", "");
    expect(found({ ANSIBLE_CONFIG: "~" })).toBe("home/ansible.cfg");
    expect(found({ ANSIBLE_CONFIG: "/no/such.cfg" })).toBe("project/ansible.cfg");
  });

  test("a folder that everybody may write to has none, unless it is named", () => {
    put("project/ansible.cfg", "");
    chmodSync(project, 0o777);
    expect(findConfig(world()).path).not.toBe(join(project, "ansible.cfg"));
    expect(findConfig(world())).toMatchObject({
      warnings: [{ severity: "warning", message: expect.stringContaining("everybody may write to this folder") }],
    });
    expect(findConfig(world({ ANSIBLE_CONFIG: "ansible.cfg" }))).toEqual({
      path: join(project, "ansible.cfg"),
      warnings: [],
    });
  });
});

describe("what it gives", () => {
  test("the flags that were not written", async () => {
    put(
      "project/ansible.cfg",
      `[defaults]\ninventory = hosts, more/\nremote_user = ann\nprivate_key_file = keys/id\nforks = 7\ntimeout = 20
[ssh_connection]\nssh_args = -o ProxyJump=gate\nssh_common_args = "-o Port=22"\nssh_extra_args = -4
[privilege_escalation]\nbecome = True\nbecome_user = neolane\nbecome_method = su\n`,
    );
    expect((await flags()).flags).toEqual({
      inventory: ["hosts", "more"],
      user: "ann",
      privateKey: join(project, "keys/id"),
      forks: 7,
      timeout: 20_000,
      sshArgs: "-o ProxyJump=gate",
      sshCommonArgs: "-o Port=22",
      sshExtraArgs: "-4",
      become: true,
      becomeUser: "neolane",
      becomeMethod: "su",
    });
    expect((await flags(["-i", "mine", "-u", "bob", "-f", "3"])).flags).toMatchObject({
      inventory: ["mine"],
      user: "bob",
      forks: 3,
    });
  });

  test("the environment wins over the file, and a flag over both", async () => {
    put("project/ansible.cfg", "[defaults]\nforks = 7\nremote_user = ann\ninventory=x\n");
    const environment = { RUNBOOK_FORKS: "8", RUNBOOK_INVENTORY: "a,b", RUNBOOK_REMOTE_USER: "" };
    expect((await flags([], environment)).flags).toEqual({ forks: 8, inventory: ["a", "b"], user: "ann" });
    expect((await flags(["-f", "9"], environment)).flags).toMatchObject({ forks: 9 });
  });

  test("paths of a file start in its folder, with ~ and $NAME", async () => {
    put("home/.ansible.cfg", "[defaults]\ninventory = hosts,~/x,$SITE/y,$NOTHING/z\n");
    expect((await flags([], { SITE: "/srv" })).flags).toEqual({
      inventory: [`${home}/hosts`, `${home}/x`, "/srv/y", `${home}/$NOTHING/z`],
    });
  });

  test("is no part of what a run or a plan keeps, but for forks and options for ssh", async () => {
    put("project/ansible.cfg", "[defaults]\nforks = 7\nremote_user=ann\n[ssh_connection]\nssh_args=-4\n");
    expect((await flags(["--timeout", "5"])).written).toEqual({ timeout: 5000, forks: 7, sshArgs: "-4" });
  });

  test("a command without such flags does not even look for it", async () => {
    put("project/ansible.cfg", "broken");
    expect(await applySettings(new Command("modules"), world())).toEqual([]);
  });
});

describe("what is refused or told", () => {
  test.each([
    ["[defaults]\nforks = many\n", 'forks: "many" is not a whole number from 1 on'],
    ["[defaults]\ntimeout = 0\n", 'timeout: "0" is not a whole number of seconds from 1 on'],
    ["[privilege_escalation]\nbecome = perhaps\n", 'become: "perhaps" is neither yes nor no'],
    ["[privilege_escalation]\nbecome_method = runas\n", 'become_method: "runas" is not sudo, su or doas'],
    ["[defaults]\nhost_key_checking = False\n", "host_key_checking cannot be off: host keys are always checked"],
    ["[ssh_connection]\nhost_key_checking = no\n", "host_key_checking cannot be off: host keys are always checked"],
  ])("%j", async (text, expected) => {
    put("project/ansible.cfg", text);
    expect(await mistake()).toBe(expected);
  });

  test("host keys: a flag that says itself what becomes of them lets the key pass; so does RUNBOOK_HOST_KEY_CHECKING", async () => {
    put("project/ansible.cfg", "[defaults]\nhost_key_checking = False\n");
    const flag = "--ssh-common-args=-o StrictHostKeyChecking=accept-new";
    expect((await flags([flag])).warnings).toEqual([]);
    expect((await flags([], { RUNBOOK_HOST_KEY_CHECKING: "yes" })).warnings).toEqual([]);
    put("project/ansible.cfg", "");
    expect(await mistake([], { RUNBOOK_HOST_KEY_CHECKING: "false" })).toBe(
      "RUNBOOK_HOST_KEY_CHECKING cannot be off: host keys are always checked",
    );
  });

  test("keys that would change what is done, and slips in the environment", async () => {
    put("project/ansible.cfg", "[defaults]\nhash_behaviour = merge\nremote_port = 2222\ncallbacks_enabled = x\n");
    const environment = { RUNBOOK_FORK: "1", RUNBOOK_INPUT_FORKS: "x", RUNBOOK_HOME: "/x" };
    expect((await flags([], environment)).warnings).toEqual([
      '"hash_behaviour" of [defaults] is not honored',
      '"remote_port" of [defaults] is not honored',
      "RUNBOOK_FORK is not a setting",
    ]);
  });
});
