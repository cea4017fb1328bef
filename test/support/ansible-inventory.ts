import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("ansible-inventory.py", import.meta.url));

/** One call of `ansible-inventory` in a folder. */
export interface AnsibleJob {
  readonly directory: string;
  readonly args: readonly string[];
}

/** Whether Ansible is installed where the system's Python finds it. */
export function hasAnsible(): boolean {
  return spawnSync("/usr/bin/python3", ["-c", "import ansible.cli.inventory"]).status === 0;
}

/** What the real `ansible-inventory` prints for each job, without anybody's configuration; fails when a job does. */
export function ansibleInventory(jobs: readonly AnsibleJob[]): readonly string[] {
  const home = mkdtempSync(join(tmpdir(), "runbook-ansible-"));
  try {
    const env = { PATH: process.env.PATH, HOME: home, LC_ALL: "C.UTF-8", ANSIBLE_LOCALHOST_WARNING: "False" };
    const options = {
      cwd: home,
      env,
      input: JSON.stringify(jobs),
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    } as const;
    const { stdout, stderr, status } = spawnSync("/usr/bin/python3", [script], options);
    if (status !== 0) throw new Error(`ansible-inventory did not run: ${stderr}`);
    const ended: readonly { readonly stdout: string; readonly status: number }[] = JSON.parse(stdout);
    const bad = ended.findIndex((one) => one.status !== 0);
    if (bad >= 0) throw new Error(`ansible-inventory failed: ${JSON.stringify(jobs[bad])}`);
    return ended.map((one) => one.stdout);
  } finally {
    rmSync(home, { recursive: true });
  }
}
