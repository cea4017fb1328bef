import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnsibleCase } from "./ansible-cases.ts";
import { type Workshop, workshop } from "./engine.ts";
import { layBeside, layOnDisk, relocated } from "./example-files.ts";
import { contentOf, treeOf } from "./tree.ts";

/** What a task did: the files afterwards, and what it registered, with the folder's name taken out of it. */
export interface Outcome {
  readonly files: Readonly<Record<string, string>>;
  readonly result: Readonly<Record<string, unknown>>;
}

/** Outcomes by case, Ansible's and ours. */
export interface BothOutcomes {
  readonly theirs: readonly Outcome[];
  readonly ours: readonly Outcome[];
}

const sides = ["theirs", "ours"] as const;
const python = "/usr/bin/python3";

/** Why Ansible cannot be asked for what needs a Python module; `undefined` where it can. */
export async function whyNoAnsible(needed: string): Promise<string | undefined> {
  if ((await run("ansible-playbook", ["--version"], {})).failed) return "needs ansible-playbook";
  return (await run(python, ["-c", `import ${needed}`], {})).failed ? `needs ${needed} for ${python}` : undefined;
}

/** Runs every case in a folder of its own: once by Ansible, in one process, once by us. */
export async function bothWays(cases: readonly AnsibleCase[]): Promise<BothOutcomes> {
  const shop = workshop();
  try {
    for (const [index, one] of cases.entries()) {
      await layBeside(exampleOf(one, index), shop.folder);
      for (const side of sides) await lay(one, index, join(shop.folder, side, String(index)));
    }
    const said = { theirs: await askAnsible(cases, shop.folder), ours: await askUs(cases, shop) };
    const outcomes = (side: (typeof sides)[number]) =>
      Promise.all(cases.map((_, index) => outcome(join(shop.folder, side, String(index)), said[side][index])));
    return { theirs: await outcomes("theirs"), ours: await outcomes("ours") };
  } finally {
    shop.close();
  }
}

async function lay(one: AnsibleCase, index: number, root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await layOnDisk(relocated(exampleOf(one, index), root).given);
}

async function outcome(root: string, result: unknown): Promise<Outcome> {
  const { "": _top, ...files } = contentOf(await treeOf(root));
  return { files, result: JSON.parse(JSON.stringify(result ?? {}).replaceAll(root, "")) };
}

/** The case with a template of its own, where it has one. */
function exampleOf(one: AnsibleCase, index: number) {
  const own = (text: string) => text.replace("T.j2", `${index}.j2`);
  const beside = Object.entries(one.beside ?? {}).map(([name, text]) => [own(name), text]);
  return { ...one, task: own(one.task), beside: Object.fromEntries(beside), then: {} };
}

/** One play of all cases; `after` follows each task, whose result is in `r`. */
function playOf(cases: readonly AnsibleCase[], root: string, after: string): string {
  const tasks = cases.map((one, index) => {
    const { task } = relocated(exampleOf(one, index), join(root, String(index)));
    const text = task.trimEnd().replaceAll("\n", "\n      ");
    return `    - name: "${index}"\n      register: r\n      ignore_errors: true\n      ${text}\n${after}`;
  });
  return `- hosts: all\n  gather_facts: false\n  tasks:\n${tasks.join("")}`;
}

async function askAnsible(cases: readonly AnsibleCase[], folder: string): Promise<readonly unknown[]> {
  const playbook = join(folder, "playbook.yml");
  await writeFile(playbook, playOf(cases, join(folder, "theirs"), ""));
  const { stdout, stderr } = await run("ansible-playbook", ["-i", "here,", "-c", "local", playbook], {
    HOME: folder,
    ANSIBLE_STDOUT_CALLBACK: "json",
    ANSIBLE_PYTHON_INTERPRETER: python,
    ANSIBLE_PIPELINING: "1",
  });
  const start = stdout.indexOf("{");
  if (start < 0) throw new Error(`ansible-playbook said: ${stdout}${stderr}`);
  const report = JSON.parse(stdout.slice(start));
  return report.plays[0].tasks.map((task: { readonly hosts: { readonly here: unknown } }) => task.hosts.here);
}

async function askUs(cases: readonly AnsibleCase[], { walk, folder }: Workshop): Promise<readonly unknown[]> {
  const tell = '    - debug: { msg: "{{ r | to_json }}" }\n';
  const { tasks } = await walk({ runbook: playOf(cases, join(folder, "ours"), tell) });
  return cases.map((_, index) => JSON.parse(tasks[index * 2 + 1]?.message ?? "{}"));
}

interface Said {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Said> {
  const options = { env: { PATH: process.env.PATH, LANG: "C.UTF-8", ...environment }, maxBuffer: 1 << 26 };
  return new Promise((resolve) => {
    execFile(program, [...words], options, (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    );
  });
}
