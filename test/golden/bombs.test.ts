import { chmodSync, closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

/** What a file holds; a number is its size in MiB, all of it but a first line being nothing. */
type Content = string | number;
type Files = Readonly<Record<string, Content>>;

const play =
  "- hosts: all\n  gather_facts: false\n  vars_files: [own.yaml]\n  tasks:\n    - import_tasks: tasks.yaml\n";
const around: Files = {
  "site.yaml": play,
  "own.yaml": "greeting: hello\n",
  "tasks.yaml": '- debug: { msg: "{{ greeting }}" }\n',
  "hosts.yaml": "all:\n  hosts:\n    web1: { ansible_connection: local }\n",
};

const repeat = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));
const laughs = ["a0: &a0 [x, x]", ...repeat(60, (i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`)].join("\n");

const yamlBombs: Readonly<Record<string, Content>> = {
  "100 MB": 100,
  "a billion laughs": laughs,
  "10,001 aliases": `a: &a x\nb: [${"*a,".repeat(10_001)}]\n`,
  "merges that grow": ["m0: &m0 {k: 1}", ...repeat(3000, (i) => `m${i + 1}: &m${i + 1} {<<: *m${i}, k${i}: 1}`)].join(
    "\n",
  ),
  "20,000 brackets": `a: ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
  "3,000 steps": repeat(3_000, (i) => `${" ".repeat(i)}a:`).join("\n"),
  "3 million list items": "- a\n".repeat(2_600_000),
  "a million wrong escapes": `a: "${"\\q".repeat(1_000_000)}"\n`,
  "a key twice": "a: 1\nb: 2\na: 3\n",
  "an unknown tag": "a: !!python/object/apply:os.system ['id']\n",
  "the key __proto__": "a: { __proto__: { admin: true } }\n",
  "the key constructor": "constructor: { prototype: 1 }\n",
};

const jsonBombs: Readonly<Record<string, Content>> = {
  "100 MB": 100,
  "20,000 brackets": `{"a": ${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  "20,000 braces": '{"a": '.repeat(20_000),
  "5 million numbers": `{"a": [${"1,".repeat(5_000_000)}1]}`,
  "a key twice": '{"all": {}, "all": {}}',
  "the key __proto__": '{"all": {"vars": {"__proto__": {"admin": true}}}}',
};

const iniBombs: Readonly<Record<string, Content>> = {
  "100 MB": 100,
  "a billion hosts": "web[1:1000000000]\n",
  "ranges of ranges": "web[1:1000][1:1000][1:1000]\n",
  "5 million hosts": "a\n".repeat(5_000_000),
  "the group __proto__": "[__proto__]\nweb1\n",
  "the variable __proto__": "web1 __proto__=1\n",
  "groups in a circle": "[a:children]\nb\n[b:children]\na\n",
  "20,000 groups in a row": repeat(20_000, (i) => `[g${i}:children]\ng${i + 1}\n`).join(""),
  "the host constructor": "[web]\nconstructor\n",
};

const inEach = (bombs: Readonly<Record<string, Content>>, file: string, inventory = "hosts.yaml") =>
  Object.entries(bombs).map(([name, content]) => ({ name, files: { [file]: content }, inventory }));
const template = (tasks: string, more: Files = {}) => ({ "site.yaml": `- hosts: all\n  tasks:\n${tasks}`, ...more });
const inRow = (count: number) => repeat(count, (i) => `    v${i + 1}: "{{ v${i} }}{{ v${i} }}"\n`).join("");

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly inventory?: string;
  readonly command?: "plan";
}

const rooms: Readonly<Record<string, readonly Case[]>> = {
  "in a runbook": inEach(yamlBombs, "site.yaml"),
  "in a file of tasks": inEach(yamlBombs, "tasks.yaml"),
  "in a file of variables": inEach(yamlBombs, "own.yaml"),
  "in the variables of a group": inEach(yamlBombs, "group_vars/all.yaml"),
  "in an inventory": inEach(yamlBombs, "hosts.yaml"),
  "in a JSON inventory": inEach(jsonBombs, "hosts.json", "hosts.json"),
  "in a JSON file of variables": inEach(jsonBombs, "group_vars/all.json"),
  "in what a program prints": [
    ...inEach(jsonBombs, "list.json", "hosts.sh").filter(({ name }) => name !== "100 MB"),
    { name: "output without an end", files: { "hosts.sh": "#!/bin/sh\nyes\n" }, inventory: "hosts.sh" },
  ],
  "in an INI inventory": inEach(iniBombs, "hosts.ini", "hosts.ini"),
  "in expressions": [
    {
      name: "20,000 parentheses",
      files: template(`    - debug: { msg: "{{ ${"(".repeat(20_000)}1${")".repeat(20_000)} }}" }\n`),
    },
    { name: "20,000 filters", files: template(`    - debug: { msg: "{{ 1${" | lower".repeat(20_000)} }}" }\n`) },
    { name: "20,000 statements", files: template(`    - debug: { msg: "${"{% if 1 %}".repeat(20_000)}" }\n`) },
    {
      name: "a condition of 20,000 parts",
      files: template(`    - debug:\n      when: ${repeat(20_000, () => "1").join(" and ")}\n`),
    },
    {
      name: "variables that refer to each other",
      files: {
        "site.yaml": '- hosts: all\n  vars: { a: "{{ b }}", b: "{{ a }}" }\n  tasks: [debug: { msg: "{{ a }}" }]\n',
      },
    },
    {
      name: "10,000 variables in a row",
      files: {
        "site.yaml": `- hosts: all\n  vars:\n    v0: x\n${inRow(10_000)}  tasks: [debug: { msg: "{{ v10000 }}" }]\n`,
      },
    },
    {
      name: "a text that doubles 60 times",
      files: { "site.yaml": `- hosts: all\n  vars:\n    v0: xx\n${inRow(60)}  tasks: [debug: { msg: "{{ v60 }}" }]\n` },
      command: "plan",
    },
    {
      name: "a loop without an end",
      files: template('    - debug: { msg: "{% for i in range(10 ** 9) %}x{% endfor %}" }\n'),
      command: "plan",
    },
    {
      name: "a template that looks itself up",
      files: template("    - template: { src: x.j2, dest: /nowhere/x }\n", {
        "x.j2": "{{ lookup('template', 'x.j2') }}\n",
      }),
      command: "plan",
    },
  ],
  "in includes": [
    { name: "tasks of the folder above", files: { ...template("    - import_tasks: ../other.yaml\n") } },
    { name: "tasks of the folder above, included", files: { ...template("    - include_tasks: ../other.yaml\n") } },
    { name: "a playbook of the folder above", files: { "site.yaml": "- import_playbook: ../other.yaml\n" } },
    {
      name: "variables of the folder above",
      files: { "site.yaml": "- hosts: all\n  vars_files: [../other.yaml]\n  tasks: []\n" },
    },
    { name: "a path from the root", files: { ...template("    - import_tasks: /etc/passwd\n") } },
    {
      name: "tasks that import themselves",
      files: template("    - import_tasks: tasks.yaml\n", { "tasks.yaml": "- import_tasks: tasks.yaml\n" }),
    },
    {
      name: "tasks that include themselves in a circle",
      files: template("    - include_tasks: a.yaml\n", {
        "a.yaml": "- include_tasks: b.yaml\n",
        "b.yaml": "- include_tasks: a.yaml\n",
      }),
    },
    {
      name: "playbooks in a circle",
      files: { "site.yaml": "- import_playbook: other.yaml\n", "other.yaml": "- import_playbook: site.yaml\n" },
    },
  ],
};

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

describe.each(Object.entries(rooms))("%s", (room, cases) => {
  test.for(cases)("$name", async ({ name, files, inventory = "hosts.yaml", command = "validate" }) => {
    const folder = join(user.folder, "project");
    const program = inventory === "hosts.sh" ? { "hosts.sh": '#!/bin/sh\ncat "$(dirname "$0")/list.json"\n' } : {};
    for (const [path, content] of Object.entries({ ...around, ...program, ...files })) {
      put(join(folder, path), content);
    }
    if (inventory === "hosts.sh") chmodSync(join(folder, "hosts.sh"), 0o755);
    writeFileSync(join(user.folder, "other.yaml"), "- debug:\n");

    const run = [command, "project/site.yaml", "-i", `project/${inventory}`];
    const taken = join(user.folder, "taken.json");
    const capped = user.with({
      NODE_OPTIONS: `--max-old-space-size=256 --import ${new URL("../support/peak.mjs", import.meta.url).href}`,
      PEAK_FILE: taken,
    });
    let ended = await capped.run(...run);
    if (takenBy(taken).cpuMilliseconds >= mostCpu) ended = await capped.run(...run);
    const page = transcript(run, ended, { HOME: user.folder });
    const file = `${room} ${name}`.replaceAll(/[^A-Za-z0-9_]+/g, "-");
    await expect(page).toMatchFileSnapshot(`bombs/${file}.txt`);
    expect(page).toMatch(/RB\d{4}/);
    const { cpuMilliseconds, megabytes } = takenBy(taken);
    expect(cpuMilliseconds, "CPU, ms").toBeLessThan(mostCpu);
    expect(megabytes, "peak of memory, MB").toBeLessThan(400);
  });
});

/** Milliseconds; a machine that does other things, too, gets a second try. */
const mostCpu = 1_000;

function takenBy(file: string): { readonly cpuMilliseconds: number; readonly megabytes: number } {
  return JSON.parse(readFileSync(file, "utf8"));
}

function put(path: string, content: Content): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : "a: 1\n");
  if (typeof content === "string") return;
  const file = openSync(path, "r+");
  ftruncateSync(file, content * 1024 * 1024);
  closeSync(file);
}
