import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Workshop, workshop } from "./engine.ts";

const inventory = "[all]\none own=1\ntwo own=2\n[all:vars]\nansible_connection=local\nv_inventory=inventory\n";

/** What the tasks of a project said, host by host: with Ansible, and with us. */
export interface SaidBothWays {
  readonly theirs: Readonly<Record<string, readonly string[]>>;
  readonly ours: Readonly<Record<string, readonly string[]>>;
}

/** Whether the real `ansible-playbook` is there. */
export async function hasPlaybook(): Promise<boolean> {
  return promisify(execFile)("ansible-playbook", ["--version"]).then(
    () => true,
    () => false,
  );
}

/**
 * Runs `site.yml` of a project for the hosts `one` and `two`, and gathers what `debug` tasks say; `files` by path. Ansible shows mappings
 * as Python has them, we as JSON: quotes count as the same.
 */
export async function debugBothWays(files: Readonly<Record<string, string>>): Promise<SaidBothWays> {
  const shop = workshop();
  try {
    for (const [name, text] of Object.entries({ ...files, hosts: inventory })) shop.put(name, text);
    return { theirs: await byAnsible(shop), ours: await byUs(shop, files["site.yml"] ?? "") };
  } finally {
    shop.close();
  }
}

async function byAnsible({ folder }: Workshop): Promise<SaidBothWays["theirs"]> {
  const env = {
    ...process.env,
    ANSIBLE_STDOUT_CALLBACK: "json",
    ANSIBLE_LOCAL_TEMP: `${folder}/.ansible`,
    LC_ALL: "C.UTF-8",
  };
  const { stdout } = await promisify(execFile)("ansible-playbook", ["-i", "hosts", "site.yml"], { cwd: folder, env });
  const told: unknown = JSON.parse(stdout.slice(stdout.indexOf("{")));
  const said: Record<string, string[]> = { one: [], two: [] };
  for (const task of list(member(told, "plays")).flatMap((play) => list(member(play, "tasks")))) {
    const hosts = member(task, "hosts");
    for (const name of ["one", "two"]) {
      const message = member(member(hosts, name), "msg");
      if (typeof message === "string" && member(member(hosts, name), "action") === "debug")
        said[name]?.push(message.replaceAll("'", '"'));
    }
  }
  return said;
}

async function byUs(shop: Workshop, runbook: string): Promise<SaidBothWays["ours"]> {
  const { tasks } = await shop.walk({ runbook, inventory });
  const of = (host: string) => tasks.filter((task) => task.host === host).flatMap(({ message }) => message ?? []);
  return { one: of("one"), two: of("two") };
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
