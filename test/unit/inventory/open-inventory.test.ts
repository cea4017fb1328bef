import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type InventoryWorld, openInventory } from "../../../src/inventory/open-inventory.ts";
import { variablesAsWritten } from "../../../src/inventory/variables-as-written.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { placeOf } from "../../../src/source/span.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-inventory-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    if (text.startsWith("#!")) chmodSync(join(folder, name), 0o755);
  }
}

const open = (given: readonly string[], more: Partial<InventoryWorld> = {}) =>
  openInventory(given, { directory: folder, ...more });

async function variables(given: readonly string[], host: string, more: Partial<InventoryWorld> = {}) {
  const { inventory } = await open(given, more);
  const found = inventory.hosts.get(host) ?? inventory.unlisted.get(host);
  return found && JSON.parse(JSON.stringify(variablesAsWritten(found)));
}

async function mistakes(given: readonly string[], more: Partial<InventoryWorld> = {}): Promise<readonly string[]> {
  try {
    await open(given, more);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, message, at }) => `${at ? placeOf(at) : "?"} ${code} ${message}`);
  }
}

const program = (list: string) => `#!/bin/sh\ncat <<'END'\n${list}\nEND\n`;

describe("variables in folders", () => {
  test("those beside the runbook win over those beside the inventory; hosts over groups, groups over all", async () => {
    put({
      "inv/hosts": "[web]\nh\n[web:vars]\na=inline\nb=inline\nc=inline\n",
      "inv/group_vars/all.yml": "b: all\nc: all\nd: all\n",
      "inv/group_vars/web.yml": "c: web\nd: web\ne: web\n",
      "book/group_vars/all.yml": "e: book all\nf: book all\n",
      "book/group_vars/web.yml": "f: book web\ng: book web\n",
      "inv/host_vars/h.yml": "g: host\nh: host\n",
      "book/host_vars/h.yml": "h: book host\n",
    });
    expect(await variables(["inv/hosts"], "h", { runbookFolder: join(folder, "book") })).toEqual({
      a: "inline",
      b: "all",
      c: "web",
      d: "web",
      e: "web",
      f: "book web",
      g: "host",
      h: "book host",
    });
  });

  test("this machine has them without being listed, too", async () => {
    put({ hosts: "h\n", "group_vars/all.yml": "a: 1\n", "host_vars/localhost.yml": "b: 2\n" });
    expect(await variables(["hosts"], "localhost")).toEqual({ ansible_connection: "local", a: 1, b: 2 });
    expect(await variables(["hosts"], "127.0.0.1")).toEqual({ ansible_connection: "local", a: 1 });
  });

  test("siblings that disagree in files are a conflict, as in the inventory, unless the one that counts has the priority", async () => {
    const files = { "group_vars/a.yml": "v: 1\nw: 1\n", "group_vars/b.yml": "v: 2\nw: 1\n" };
    put({ hosts: "[a]\nh\n[b]\nh\n", ...files });
    const { inventory } = await open(["hosts"]);
    expect([...(inventory.hosts.get("h")?.conflicts.keys() ?? [])]).toEqual(["v"]);
    put({ hosts: "[a]\nh\n[b]\nh\n[a:vars]\nansible_group_priority=5\n" });
    const decided = (await open(["hosts"])).inventory.hosts.get("h");
    expect(decided?.conflicts.size).toBe(0);
    expect(decided && variablesAsWritten(decided)).toMatchObject({ v: 1 });
  });

  test("a sibling with the priority that loses to a file all the same is a conflict", async () => {
    put({
      hosts: "[a]\nh\n[b]\nh\n[a:vars]\nv=1\nansible_group_priority=5\n",
      "group_vars/b.yml": "v: 2\n",
    });
    const host = (await open(["hosts"])).inventory.hosts.get("h");
    expect([...(host?.conflicts.keys() ?? [])]).toEqual(["v"]);
    expect(host && variablesAsWritten(host)).toMatchObject({ v: 2 });
  });

  test("every file that was read is told, for plans that are saved", async () => {
    put({ hosts: "[a]\nh\n", "group_vars/a.yml": "v: 1\n", "host_vars/h.yml": "v: 2\n" });
    const { files } = await open(["hosts", "x,y,"]);
    expect(files.map(({ name }) => name)).toEqual(["hosts", "-i", "group_vars/a.yml", "host_vars/h.yml"]);
  });

  test("all mistakes at once, each at its place", async () => {
    put({
      hosts: "[a b]\n[a]\nh\n",
      "group_vars/a.yml": "- x\n",
      "group_vars/all/1.yml": "x: {{ y }}\n",
      "host_vars/h.yml": "ansible_group_priority: 3\n",
    });
    expect(await mistakes(["hosts"])).toEqual([
      expect.stringMatching(/^hosts:1:1 RB3001/),
      expect.stringMatching(/^group_vars\/all\/1.yml:1:4 RB1004/),
      "group_vars/a.yml:1:1 RB3001 a file with variables is a mapping",
      'host_vars/h.yml:1:1 RB3001 "ansible_group_priority" has no effect here',
    ]);
  });

  test("two files for one name, links to nowhere, and pipes are mistakes", async () => {
    put({ hosts: "[a]\nh\n", "group_vars/a/x.yml": "v: 1\n", "group_vars/a.yml": "v: 2\n" });
    expect(await mistakes(["hosts"])).toEqual([
      "? RB3001 group_vars/a and a.yml are for the same name, and Ansible reads only the first",
    ]);
    rmSync(join(folder, "group_vars"), { recursive: true });
    mkdirSync(join(folder, "host_vars"));
    symlinkSync("nowhere", join(folder, "host_vars/h"));
    expect(await mistakes(["hosts"])).toEqual([
      '? RB1001 "host_vars/h" cannot be read: does it link to a file that is not there?',
    ]);
  });

  test("a link that leads back up ends", async () => {
    put({ hosts: "[a]\nh\n", "group_vars/a/x.yml": "v: 1\n" });
    symlinkSync("..", join(folder, "group_vars/a/up"));
    expect(await mistakes(["hosts"])).toEqual([expect.stringMatching(/RB1006 .*nested more than 20 folders deep/)]);
  });
});

describe("folders of inventories", () => {
  test("one without an inventory is a mistake", async () => {
    put({ "inv/hosts.ini": "h\n", "inv/group_vars/all.yml": "a: 1\n" });
    expect(await mistakes(["inv"])).toEqual(['? RB3001 the folder "inv" holds no inventory']);
  });

  test("hosts know which file named them first", async () => {
    put({ "inv/a": "h1\n", "inv/b": "h1\nh2\n" });
    const { inventory } = await open(["inv", "h3,"]);
    expect([...inventory.hosts.values()].map(({ name, file }) => [name, file])).toEqual([
      ["h1", join(folder, "inv/a")],
      ["h2", join(folder, "inv/b")],
      ["h3", undefined],
    ]);
  });

  test("what Ansible has and we do not is refused by name", async () => {
    put({
      "a.toml": "[all.hosts]\n",
      "b.yml": "plugin: constructed\nstrict: true\n",
      "c.yml": "plugin: amazon.aws.aws_ec2\nregions: [eu-west-1]\n",
    });
    expect(await mistakes(["a.toml"])).toEqual(['? RB3001 "a.toml": inventories in TOML are not supported']);
    expect(await mistakes(["b.yml", "c.yml"])).toEqual([
      'b.yml:1:1 RB3001 plugin: the inventory plugin "constructed" is not supported',
      'c.yml:1:1 RB3001 plugin: the inventory plugin "amazon.aws.aws_ec2" is not supported',
    ]);
  });
});

describe("programs that print an inventory", () => {
  test("what they print is data: braces mean nothing", async () => {
    put({
      inv: program(
        '{"web": {"hosts": ["h"], "vars": {"v": "{{ lookup(\'env\', \'HOME\') }}"}}, "_meta": {"hostvars": {}}}',
      ),
    });
    const { inventory } = await open(["inv"]);
    expect(inventory.hosts.get("h")?.variables.get("v")?.value).toMatchObject({ tag: "!unsafe" });
  });

  test.each([
    ["nothing", "", "inv --list:2:1 RB1002 the JSON is not valid: it ends too early: a value is expected here"],
    ["no JSON", "web:\n  hosts: h", "inv --list:1:1 RB1002 the JSON is not valid: a value is expected here"],
    [
      "a slip",
      '{"web":\n  {"hosts": ["h",]}}',
      'inv --list:2:18 RB1002 the JSON is not valid: nothing follows the "," before this',
    ],
    ["a list", "[]", "inv --list:1:1 RB3001 an inventory program prints a JSON object of groups"],
    [
      "hosts that are no list",
      '{"a": {"hosts": "h"}}',
      'inv --list:1:17 RB3001 the hosts of group "a" must be a list of names',
    ],
    [
      "hosts that are numbers",
      '{"a": {"hosts": [1]}}',
      'inv --list:1:18 RB3001 the hosts of group "a": a name must be text',
    ],
    [
      "variables that are a list",
      '{"a": {"vars": []}}',
      'inv --list:1:16 RB3001 "vars" of group "a" must be a JSON object',
    ],
    [
      "a host that is an option",
      '{"a": ["-oProxyCommand=x"]}',
      'inv --list:1:8 RB3005 "-oProxyCommand=x" is not an allowed host name',
    ],
    ["a prototype", '{"a": {"vars": {"__proto__": {}}}}', 'inv --list:1:17 RB1007 the key "__proto__" is not allowed'],
    [
      "a ring",
      '{"a": {"children": ["b"]}, "b": {"children": ["a"]}, "_meta": {"hostvars": {}}}',
      'inv --list:1:47 RB3001 groups contain each other: "a" contains "b" contains "a"',
    ],
  ])("%s is named with its place, and not quoted", async (_, printed, expected) => {
    put({ inv: program(printed) });
    expect(await mistakes(["inv"])).toEqual([expected]);
  });

  test("one that fails says what it said last", async () => {
    put({ inv: "#!/bin/sh\necho first >&2; echo 'no credentials' >&2; exit 3\n" });
    const failure = await open(["inv"]).catch((error: unknown) => error);
    expect(failure instanceof ProblemError && failure.problems).toMatchObject([
      {
        code: "RB3007",
        message: 'the inventory program "inv --list" failed: it ended with status 3',
        hint: "it said: no credentials",
      },
    ]);
  });

  test("one that does not end is ended, and what it started too", async () => {
    put({ inv: `#!/bin/sh\nsleep 60 & echo $! > ${join(folder, "pid")}\nwait\n` });
    expect(await mistakes(["inv"], { deadline: 300 })).toEqual([
      '? RB3007 the inventory program "inv --list" failed: it did not end within 0.3 s',
    ]);
    const { readFileSync, existsSync } = await import("node:fs");
    const pid = readFileSync(join(folder, "pid"), "utf8").trim();
    const isAlive = () =>
      existsSync(`/proc/${pid}`) && !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    await expect.poll(isAlive).toBe(false);
  });

  test("one that prints without end is stopped", async () => {
    put({ inv: "#!/bin/sh\nexec yes '{\"a\":'\n" });
    expect(await mistakes(["inv"])).toEqual([
      '? RB3007 the inventory program "inv --list" failed: it prints more than 32 MiB',
    ]);
  });

  test("one whose person gives up is ended", async () => {
    put({ inv: "#!/bin/sh\nexec sleep 60\n" });
    const stopped = { listening: 0 };
    const onInterrupt = (listener: () => void) => {
      stopped.listening += 1;
      setImmediate(listener);
      return () => {
        stopped.listening -= 1;
      };
    };
    expect(await mistakes(["inv"], { onInterrupt })).toEqual(["? RB3008 inv --list was interrupted"]);
    expect(stopped.listening).toBe(0);
  });

  test("what is not UTF-8, what names a program that is not there, what may not run", async () => {
    put({ bytes: "#!/bin/sh\nprintf '\\377'\n", lost: "#!/no/such/python\n", plain: "#!/bin/sh\n" });
    chmodSync(join(folder, "plain"), 0o644);
    expect(await mistakes(["bytes"])).toEqual([
      '? RB3007 the inventory program "bytes --list" failed: what it prints is not UTF-8 text',
    ]);
    expect(await mistakes(["lost"])).toEqual([
      '? RB3007 the inventory program "lost --list" failed: there is no such program; does its first line name one that is there?',
    ]);
    expect(await mistakes(["plain"])).toEqual(['? RB3007 "plain" begins as a program does, but may not be executed']);
  });

  test("a list of hosts on a disk where every file is executable is read, not run", async () => {
    put({ hosts: "[web]\nh\n" });
    chmodSync(join(folder, "hosts"), 0o777);
    expect([...(await open(["hosts"])).inventory.hosts.keys()]).toEqual(["h"]);
  });
});

describe("bombs", () => {
  test.each([
    ["a quoted text", `h a="${"x".repeat(999_000)}"`],
    ["escapes", `h a="${"\\\\x".repeat(300_000)}"`],
    ["a quote that is not closed", `h a="${"x".repeat(999_000)}`],
    ["a host's name", "x".repeat(999_000)],
    ["a value of quotes", `h\n[all:vars]\na="${"x".repeat(999_000)}"`],
    ["a value of escapes", `h\n[all:vars]\na='${"\\\\n".repeat(300_000)}'`],
    ["a longer line", "x".repeat(1_000_001)],
  ])("a line of a million characters: %s", async (_, text) => {
    put({ hosts: text });
    const codes = (await mistakes(["hosts"])).map((one) => /RB\d{4}/.exec(one)?.[0]);
    expect(codes.filter((code) => code !== "RB1006" && code !== "RB3001")).toEqual([]);
  });

  test("groups without end", async () => {
    put({ hosts: Array.from({ length: 100_001 }, (_, index) => `[g${index}]\n`).join("") });
    expect(await mistakes(["hosts"])).toEqual([expect.stringMatching(/RB1006 there are more than 100000 groups/)]);
  });

  test("ranges over and over", async () => {
    put({ hosts: "n[1:100000]\n".repeat(20) });
    expect(await mistakes(["hosts"])).toEqual(["hosts:6:1 RB1006 hosts are named more than 500000 times"]);
  });

  test("groups in groups in groups", async () => {
    const lines = Array.from({ length: 10_000 }, (_, index) => `[g${index}:children]\ng${index + 1}\n`);
    put({ hosts: `${lines.join("")}[g10000]\nh\n` });
    expect(await mistakes(["hosts"])).toEqual([
      expect.stringMatching(/RB1006 groups are nested more than 100 levels deep/),
    ]);
  });
});
