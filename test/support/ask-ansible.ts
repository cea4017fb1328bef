import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Something that Ansible can be asked for: an expression, one in `when`, a template file, or a value of a playbook. */
export interface Question {
  readonly kind: "expression" | "condition" | "template" | "value";
  readonly text: string;
}

/** What it gives, or why it cannot. */
export type Answer = { readonly value: unknown } | { readonly error: string };

const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("ask-ansible.py", import.meta.url));

/** Why Ansible cannot be asked; `undefined` where it can. */
export function whyNotAsk(): string | undefined {
  const { status } = spawnSync(python, ["-c", "import ansible.template, yaml; yaml.CSafeDumper"], { stdio: "ignore" });
  return status === 0 ? undefined : `needs Ansible for ${python}`;
}

/** Answers of the Ansible that is installed, all from one process. */
export function askAnsible(cases: readonly Question[], variables: unknown = {}): readonly Answer[] {
  const environment = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", HOME: "/nonexistent", RUNBOOK_TEST: "of the test" };
  const { stdout, stderr } = spawnSync(python, [script], {
    input: JSON.stringify({ variables, cases }),
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (!stdout.startsWith("[")) throw new Error(`Ansible said: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}
