import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller, type Ended } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  inventory("h1");
});
afterEach(() => user.remove());

function inventory(...hosts: readonly string[]): void {
  const each = Object.fromEntries(hosts.map((host) => [host, { ansible_connection: "local" }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: each } }));
}

const play = (tasks: readonly object[], more: object = {}) => JSON.stringify([{ hosts: "all", tasks, ...more }]);
const path = (name: string) => join(folder, name);

/** A runbook that says that it runs, and goes on when it is let. */
function long(name: string, more: object = {}): string {
  const script = `echo in >> ${path(`${name}.in`)}; while [ -d ${folder} ] && [ ! -e ${path(`${name}.go`)} ]; do sleep 0.05; done; echo out >> ${path(`${name}.out`)}`;
  writeFileSync(path(`${name}.yaml`), play([{ name: "long", shell: script }], more));
  return `${name}.yaml`;
}

function short(name: string, more: object = {}): string {
  writeFileSync(
    path(`${name}.yaml`),
    play([{ name: "short", copy: { dest: path(`${name}.txt`), content: "x" } }], more),
  );
  return `${name}.yaml`;
}

async function until(there: () => boolean): Promise<void> {
  while (!there()) await wait(20);
}

async function begin(name: string, more: object = {}) {
  const { pid, ended } = user.start("apply", long(name, more), "-y");
  await until(() => existsSync(path(`${name}.in`)));
  const run = /^(\d+) (\S+) /.exec(readFileSync(lockOf(more), "utf8"))?.[2] ?? "";
  return { pid, ended, run, go: () => writeFileSync(path(`${name}.go`), "") };
}

const lockOf = (more: { readonly lock?: string }) =>
  path(more.lock === undefined ? ".runbook/lock" : `.runbook/locks/${more.lock}`);

describe("two runs on one host", () => {
  test("the second is refused at once, is told by whom, and has done nothing", async () => {
    const first = await begin("a");
    const began = performance.now();
    const second = await user.run("apply", short("b"), "-y");
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(second.exitCode).toBe(3 | 2);
    expect(second.stdout).toContain("RB7301");
    expect(second.stdout).toContain(`the run ${first.run} of`);
    expect(second.stdout).toContain(`runbook unlock h1 --run ${first.run}`);
    expect(existsSync(path("b.txt"))).toBe(false);
    expect((await user.run("plan", short("b"))).exitCode).toBe(0);
    first.go();
    expect((await first.ended).exitCode).toBe(0);
    expect((await user.run("apply", short("b"), "-y")).exitCode).toBe(0);
  });

  test("ignore_errors does not get past a lock", async () => {
    const first = await begin("a");
    const tasks = [
      { name: "one", copy: { dest: path("one"), content: "x" }, ignore_errors: true },
      { name: "two", copy: { dest: path("two"), content: "x" }, ignore_errors: true },
    ];
    writeFileSync(path("b.yaml"), play(tasks));
    const second = await user.run("apply", "b.yaml", "-y");
    expect(second.exitCode).toBe(3 | 2);
    expect([existsSync(path("one")), existsSync(path("two"))]).toEqual([false, false]);
    first.go();
    await first.ended;
  });

  test("with --lock-timeout the second waits for its turn", async () => {
    const first = await begin("a");
    const second = user.start("apply", short("b"), "-y", "--lock-timeout", "60").ended;
    await wait(1_500);
    expect(existsSync(path("b.txt"))).toBe(false);
    first.go();
    expect((await first.ended).exitCode).toBe(0);
    expect((await second).exitCode).toBe(0);
    expect(readFileSync(path("a.out"), "utf8")).toBe("out\n");
  });

  test("who waited looks again: what the first run did is not done twice", async () => {
    const script = `echo in >> ${path("ran")}; while [ -d ${folder} ] && [ ! -e ${path("go")} ]; do sleep 0.05; done; touch ${path("made")}`;
    writeFileSync(path("a.yaml"), play([{ name: "once", shell: script, args: { creates: path("made") } }]));
    const first = user.start("apply", "a.yaml", "-y").ended;
    await until(() => existsSync(path("ran")));
    const second = user.start("apply", "a.yaml", "-y", "--lock-timeout", "60").ended;
    await wait(1_500);
    writeFileSync(path("go"), "");
    expect((await first).exitCode).toBe(0);
    expect((await second).exitCode).toBe(0);
    expect(readFileSync(path("ran"), "utf8")).toBe("in\n");
  });

  test("locks with different names do not get into each other's way; the whole host's does", async () => {
    const first = await begin("a", { lock: "blue" });
    expect((await user.run("apply", short("b", { lock: "green" }), "-y")).exitCode).toBe(0);
    expect((await user.run("apply", short("c", { lock: "blue" }), "-y")).stdout).toContain(`the run ${first.run} of`);
    expect((await user.run("apply", short("d"), "-y")).stdout).toContain(`the run ${first.run} of`);
    first.go();
    await first.ended;
  });

  test("a killed run holds nothing but what it still has under way", async () => {
    const first = await begin("a");
    process.kill(first.pid, "SIGKILL");
    await first.ended;
    expect((await user.run("apply", short("b"), "-y")).stdout).toContain("RB7301");
    first.go();
    await until(() => existsSync(path("a.out")));
    const later = await untilFree(() => user.run("apply", short("b"), "-y"));
    expect(later.exitCode).toBe(0);
  });

  test("of one run, several names of one host do not lock each other out", async () => {
    inventory("h1", "h2", "h3");
    writeFileSync(
      path("b.yaml"),
      play([{ name: "one", copy: { dest: `${folder}/{{ inventory_hostname }}.txt`, content: "x" } }]),
    );
    expect((await user.run("apply", "b.yaml", "-y")).exitCode).toBe(0);
  });
});

/** Two hosts with homes of their own, of which one takes its time. */
function twoHosts(file: string, slow: string): void {
  const each = ["h1", "h2"].map((host) => {
    mkdirSync(path(host), { recursive: true });
    const words = ["env", `HOME=${path(host)}`, "sh", "-c", `sleep ${host === slow ? 1.5 : 0}; exec sh "$@"`, "sh"];
    return [host, { ansible_connection: "exec", exec_command: words }];
  });
  writeFileSync(path(file), JSON.stringify({ all: { hosts: Object.fromEntries(each) } }));
}

describe("runs that wait for each other's hosts", () => {
  beforeEach(() => {
    twoHosts("a.hosts.yaml", "h2");
    twoHosts("b.hosts.yaml", "h1");
    const log = path("{{ inventory_hostname }}/log");
    for (const name of ["a", "b"]) {
      const tasks = [
        { name: "come", shell: `echo ${name} in >> ${log}`, notify: "go" },
        { name: "work", shell: `echo ${name} >> ${log}` },
      ];
      const handlers = [{ name: "go", shell: `echo ${name} out >> ${log}` }];
      writeFileSync(path(`${name}.yaml`), play(tasks, { handlers }));
    }
  });
  const apply = (name: string, ...more: readonly string[]) =>
    user.run("apply", `${name}.yaml`, "-y", "-i", `${name}.hosts.yaml`, ...more);
  const workOf = (name: string) => `${name} in\n${name}\n${name} out\n`;

  test("one lets the other go first, and both come to their end", { timeout: 60_000 }, async () => {
    const began = performance.now();
    const both = await Promise.all(["a", "b"].map((name) => apply(name, "--lock-timeout", "40")));
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(performance.now() - began).toBeLessThan(30_000);
    const logs = ["h1", "h2"].map((host) => readFileSync(path(`${host}/log`), "utf8"));
    expect(logs[0]).toBe(logs[1]);
    expect([workOf("a") + workOf("b"), workOf("b") + workOf("a")]).toContain(logs[0]);
    expect(both.map(({ stdout }) => stdout).join("")).toMatch(/waits for the lock of h[12]/);
  });

  test("what cannot be told before a task is told by the task", async () => {
    inventory("h1");
    writeFileSync(path("broken"), "");
    const tasks = [
      { shell: "echo hi", register: "word", no_log: true },
      { name: "second", shell: `[ ! -e ${path("broken")} ]`, become: "{{ word.stdout == 'x' }}" },
    ];
    writeFileSync(path("c.yaml"), play(tasks));
    expect((await user.run("apply", "c.yaml", "-y")).exitCode).toBe(2);
    const plain = await user.run("resume", "last", "-y");
    const patient = await user.run("resume", "last", "-y", "--lock-timeout", "5");
    expect(plain.stdout).toMatch(/failed +second +RB2003/);
    expect(patient.stdout).toMatch(/failed +second +RB2003/);
    expect(patient.exitCode).toBe(plain.exitCode);
  });

  test("who has waited long enough does what can be done, and is told who is in the way", async () => {
    mkdirSync(path("h1/.runbook"));
    const holder = spawn("flock", [path("h1/.runbook/lock"), "sleep", "60"]);
    await until(() => holder.pid !== undefined);
    try {
      const ended = await apply("a", "--lock-timeout", "3");
      expect(ended.exitCode).toBe(3 | 2);
      expect(ended.stdout).toContain("RB7301 h1: nobody says who has the lock");
      expect(ended.stdout).not.toContain("--run nobody");
      expect(readFileSync(path("h2/log"), "utf8")).toBe(workOf("a"));
    } finally {
      holder.kill();
    }
  });
});

async function untilFree(attempt: () => Promise<Ended>): Promise<Ended> {
  for (;;) {
    const ended = await attempt();
    if (!ended.stdout.includes("RB7301")) return ended;
    await wait(50);
  }
}

describe("unlock", () => {
  test("ends what the run does there, and keeps it from writing again", async () => {
    const tasks = [
      { name: "one", shell: `touch ${path("one.in")}; sleep 300` },
      { name: "two", copy: { dest: path("two"), content: "x" } },
    ];
    writeFileSync(path("a.yaml"), play(tasks.map((task) => ({ ...task, ignore_errors: true }))));
    const first = user.start("apply", "a.yaml", "-y").ended;
    await until(() => existsSync(path("one.in")));
    const run = /^(\d+) (\S+) /.exec(readFileSync(lockOf({}), "utf8"))?.[2] ?? "";
    const wrong = await user.run("unlock", "h1", "--run", "20000101-000000-none");
    expect(wrong).toMatchObject({ exitCode: 3 });
    expect(wrong.stderr).toContain(`${run} of`);
    const broken = await user.run("unlock", "h1", "--run", run);
    expect(broken).toMatchObject({ exitCode: 0, stdout: `h1: the lock of ${run} is broken\n` });
    expect((await first).exitCode).not.toBe(0);
    expect(existsSync(path("two"))).toBe(false);
    expect((await user.run("apply", short("b"), "-y")).exitCode).toBe(0);
    expect((await user.run("unlock", "h1", "--run", run)).stderr).toContain("nobody has the lock");
  });
});
