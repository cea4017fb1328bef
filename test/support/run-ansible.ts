import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("run-ansible.py", import.meta.url));

/** One call of a program of Ansible in a folder. */
export interface AnsibleJob {
  readonly program: "ansible-inventory" | "ansible-playbook";
  readonly directory: string;
  readonly args: readonly string[];
  /** More variables. With these, or an ansible.cfg in the folder, the job takes the time of a process of its own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What it said, and how it ended. */
export interface AnsibleAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** Whether Ansible is installed where the system's Python finds it. */
export function hasAnsible(): boolean {
  return spawnSync("/usr/bin/python3", ["-c", "import ansible.cli.inventory"]).status === 0;
}

/**
 * What the real Ansible says for each job, without anybody's configuration. A process for each core does them one by one, those
 * of a folder in their order.
 */
export async function runAnsible(jobs: readonly AnsibleJob[]): Promise<readonly AnsibleAnswer[]> {
  const home = mkdtempSync(join(tmpdir(), "runbook-ansible-"));
  try {
    const folders = [...new Set(jobs.map(({ directory }) => directory))];
    const cores = availableParallelism();
    const coreOf = ({ directory }: AnsibleJob) => folders.indexOf(directory) % cores;
    const heaps = Array.from({ length: cores }, (_, core) => jobs.filter((job) => coreOf(job) === core));
    const answers = new Map<AnsibleJob, AnsibleAnswer>();
    const runHeap = async (heap: readonly AnsibleJob[]) => {
      for (const [index, answer] of (await oneByOne(heap, home)).entries()) {
        const job = heap[index];
        if (job) answers.set(job, answer);
      }
    };
    await Promise.all(heaps.map(runHeap));
    return jobs.flatMap((job) => answers.get(job) ?? []);
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** What `ansible-inventory` prints for each list of arguments in a folder; fails when one of them does. */
export async function ansibleInventory(jobs: readonly Omit<AnsibleJob, "program">[]): Promise<readonly string[]> {
  const answers = await runAnsible(jobs.map((job) => ({ ...job, program: "ansible-inventory" })));
  const bad = answers.findIndex(({ status }) => status !== 0);
  if (bad >= 0) throw new Error(`ansible-inventory failed: ${JSON.stringify(jobs[bad])} ${answers[bad]?.stderr}`);
  return answers.map(({ stdout }) => stdout);
}

function oneByOne(jobs: readonly AnsibleJob[], home: string): Promise<readonly AnsibleAnswer[]> {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    LC_ALL: "C.UTF-8",
    ANSIBLE_LOCALHOST_WARNING: "False",
    ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
    ANSIBLE_PIPELINING: "True",
    ANSIBLE_NOCOLOR: "1",
    ANSIBLE_REMOTE_TMP: join(home, "tmp"),
    ANSIBLE_ASYNC_DIR: join(home, "async"),
  };
  return new Promise((resolve, reject) => {
    const options = { cwd: home, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
    const child = execFile("/usr/bin/python3", [script], options, (error, stdout, stderr) =>
      error ? reject(new Error(`Ansible did not run: ${stderr}`)) : resolve(JSON.parse(stdout)),
    );
    child.stdin?.end(JSON.stringify(jobs));
  });
}
