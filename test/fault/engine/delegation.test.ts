import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
let folder: string;

/** `h1` and `h2` are hosts of the play; `lb` is another one, with a home of its own. */
beforeEach(() => {
  user = controller();
  ({ folder } = user);
  mkdirSync(join(folder, "lb"));
  const lb = { ansible_connection: "exec", exec_command: ["env", `HOME=${folder}/lb`, "sh"], who: "lb" };
  const own = (who: string) => ({ ansible_connection: "local", who });
  const hosts = { h1: own("h1"), h2: own("h2"), lb };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
});
afterEach(() => user.remove());

function site(tasks: readonly object[], more: object = {}): void {
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "h1:h2", tasks, ...more }]));
}

const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
const told = () => read("told").trim().split("\n").join("; ");
const tell = (text: string, more = "") => ({ shell: { cmd: `echo "${text}" >> ${folder}/told${more}` } });
const taking = (text: string) => ({
  shell: { cmd: `echo "${text}" >> ${folder}/told`, undo: `echo "-${text}" >> ${folder}/told` },
});
const pool = () => ({
  name: "pool",
  delegate_to: "lb",
  lineinfile: { path: join(folder, "pool"), line: "out {{ who }}", create: true },
});

async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 10 });
}

describe("a task that is delegated", () => {
  test("is done on the other host, with this host's variables; several hosts one after the other", {
    timeout: 60_000,
  }, async () => {
    site([
      pool(),
      { name: "home", delegate_to: "lb", ...tell("$HOME {{ who }} {{ inventory_hostname }}"), register: "said" },
      { debug: { msg: "{{ said.rc }} {{ inventory_hostname }}" } },
    ]);
    const plan = await user.run("plan", "site.yaml");
    expect(plan.stdout).toContain(`write ${folder}/pool (on lb)`);
    expect(read("pool")).toBe("");
    const applied = await user.run("apply", "site.yaml", "-y", "--format", "json");
    expect(applied).toMatchObject({ exitCode: 0, stderr: "" });
    expect(read("pool")).toBe("out h1\nout h2\n");
    expect(told()).toBe(`${folder}/lb h1 h1; ${folder}/lb h2 h2`);
    expect(existsSync(join(folder, "lb/.runbook/lock"))).toBe(true);
    const ends = eventsOf(applied).filter(({ type, task }) => type === "task.finished" && task === "pool");
    expect(ends.map(({ host, delegatedTo }) => [host, delegatedTo])).toEqual([
      ["h1", ["lb"]],
      ["h2", ["lb"]],
    ]);
    const notes = eventsOf(applied).flatMap(({ type, message }) => (type === "task.finished" ? [message] : []));
    expect(notes.join(" ")).toContain("0 h2");
    const again = await user.run("apply", "site.yaml", "-y");
    expect(again.stdout).toMatch(/h2 -> lb {2}ok {7}pool/);
  });

  test("may name its host by a template, other ones for items; localhost needs no inventory", {
    timeout: 60_000,
  }, async () => {
    site([
      { name: "each", delegate_to: "{{ item }}", loop: ["lb", "h2", "localhost"], ...tell("{{ item }} $HOME") },
      { name: "here", connection: "local", run_once: true, ...tell("here") },
      { name: "skipped", delegate_to: "{{ nobody }}", when: false, ...tell("never") },
    ]);
    expect(await user.run("apply", "site.yaml", "-y", "-l", "h1")).toMatchObject({ exitCode: 0 });
    expect(told()).toBe(`lb ${folder}/lb; h2 ${folder}; localhost ${folder}; here`);
  });

  test("to a host that nobody knows is refused before anything is done", async () => {
    site([tell("first"), { ...pool(), delegate_to: "lbb" }]);
    const { exitCode, stderr } = await user.run("apply", "site.yaml", "-y");
    expect([exitCode, stderr.includes('the inventory has no host "lbb"')]).toEqual([5, true]);
    expect(stderr).toContain('did you mean "lb"?');
    expect(told()).toBe("");
    const validated = await user.run("validate", "site.yaml");
    expect(validated.stdout + validated.stderr).toContain("RB3002");
    site([tell("first"), { ...pool(), delegate_to: "{{ 'lbb' }}" }]);
    const late = await user.run("apply", "site.yaml", "-y");
    expect([late.exitCode, late.stdout.includes("RB3002")]).toEqual([2, true]);
  });

  test("is locked with the host where it is done", { timeout: 60_000 }, async () => {
    site([{ delegate_to: "lb", run_once: true, ...tell("busy", `; until [ -e ${folder}/go ]; do sleep 0.05; done`) }]);
    const first = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "busy");
    writeFileSync(join(folder, "other.yaml"), JSON.stringify([{ hosts: "lb", tasks: [tell("other")] }]));
    const other = await user.run("apply", "other.yaml", "-y");
    expect(other.stdout).toContain("RB7301");
    writeFileSync(join(folder, "go"), "");
    expect(await first.ended).toMatchObject({ exitCode: 0 });
    expect(told()).toBe("busy");
  });

  test("is locked as a whole where it is done, also if an earlier play locked only a name there", {
    timeout: 60_000,
  }, async () => {
    const busy = tell("busy", `; until [ -e ${folder}/go ]; do sleep 0.05; done`);
    const plays = [
      { hosts: "lb", lock: "one", tasks: [tell("named")] },
      { hosts: "h1", tasks: [{ delegate_to: "lb", ...busy }] },
    ];
    writeFileSync(join(folder, "site.yaml"), JSON.stringify(plays));
    const first = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "named; busy");
    writeFileSync(join(folder, "other.yaml"), JSON.stringify([{ hosts: "lb", lock: "two", tasks: [tell("other")] }]));
    const other = await user.run("apply", "other.yaml", "-y");
    writeFileSync(join(folder, "go"), "");
    expect(await first.ended).toMatchObject({ exitCode: 0 });
    expect([other.stdout.includes("RB7301"), told()]).toEqual([true, "named; busy"]);
  });

  test("fails its own host, and is rescued there; handlers may be delegated, too", { timeout: 60_000 }, async () => {
    const handlers = [{ name: "handle", delegate_to: "lb", ...tell("handled {{ who }}") }];
    const block = [
      { ...pool(), notify: "handle" },
      { delegate_to: "lb", when: "who == 'h1'", shell: "exit 3" },
      tell("{{ who }}"),
    ];
    site([{ block, rescue: [tell("rescued {{ who }}")] }], { handlers });
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect(told().split("; ").toSorted()).toEqual(["h2", "handled h1", "handled h2", "rescued h1"]);
  });

  test("is a barrier as a handler, too: it overtakes nothing that stands before it on other hosts", {
    timeout: 60_000,
  }, async () => {
    const slow = (text: string) => ({
      name: text,
      shell: `sleep {{ 1 if who == 'h2' else 0 }}; echo ${text} >> ${folder}/told`,
    });
    const handlers = [slow("own"), { name: "pool", delegate_to: "lb", ...tell("pool") }];
    const task = { ...slow("task"), notify: ["own", "pool"] };
    site([task], { handlers });
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told()).toBe("task; task; own; own; pool; pool");
    site([task, { meta: "flush_handlers" }, tell("end")], { handlers });
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told().slice("task; task; own; own; pool; pool; ".length)).toBe(
      "task; task; own; own; pool; pool; end; end",
    );
  });

  test("that loses the other host, and may, leaves alone what others are at", { timeout: 60_000 }, async () => {
    const kill = "sleep 0.5; read -r _ _ _ shell _ </proc/$PPID/stat; kill -9 $shell; sleep 0.2";
    const shell = `{{ '${kill}' if who == 'h1' else 'sleep 2; echo h2 >> ${folder}/told' }}`;
    const delegate_to = "{{ 'h2' if who == 'h1' else 'h1' }}";
    const look = { delegate_to, check_mode: false, ignore_unreachable: "{{ who == 'h1' }}", shell };
    site([look, tell("{{ who }} goes on")]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told().split("; ").toSorted()).toEqual(["h1 goes on", "h2", "h2 goes on"]);
  });

  test("does not block when hosts delegate to each other", { timeout: 60_000 }, async () => {
    site([{ delegate_to: "{{ 'h2' if inventory_hostname == 'h1' else 'h1' }}", ...tell("{{ who }}", "; sleep 0.2") }]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect(told().split("; ").toSorted()).toEqual(["h1", "h2"]);
  });
});

describe("rollback, resume and saved plans of what was delegated", () => {
  test("a rollback undoes it where it was done, in the order among hosts", { timeout: 60_000 }, async () => {
    site([
      { name: "out", delegate_to: "lb", ...taking("out {{ who }}") },
      { name: "new", ...taking("new {{ who }} $HOME") },
      { name: "in", delegate_to: "lb", ...taking("in {{ who }} $HOME") },
      pool(),
    ]);
    expect(await user.run("apply", "site.yaml", "-y", "-l", "h1")).toMatchObject({ exitCode: 0 });
    rmSync(join(folder, "told"));
    const undone = await user.run("rollback", "last", "-y");
    expect(undone).toMatchObject({ exitCode: 0, stderr: "" });
    expect(undone.stdout).toContain("on 2 hosts");
    expect(told()).toBe(`-in h1 ${folder}/lb; -new h1 ${folder}; -out h1`);
    expect(existsSync(join(folder, "pool"))).toBe(false);
  });

  test("a resume asks the other host what became of it, and does nothing twice", { timeout: 60_000 }, async () => {
    const wait = `; until [ -e ${folder}/go ]; do sleep 0.05; done`;
    site(
      [
        { ...pool(), notify: "handle" },
        { name: "slow", delegate_to: "lb", run_once: true, ...tell("slow $HOME", wait) },
        { name: "end", ...tell("end {{ who }}") },
      ],
      { handlers: [{ name: "handle", ...tell("handled {{ who }}") }] },
    );
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() !== "");
    process.kill(pid, "SIGKILL");
    await ended;
    writeFileSync(join(folder, "go"), "");
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    const [slow, ...rest] = told().split("; ");
    expect(slow).toBe(`slow ${folder}/lb`);
    expect(rest.toSorted()).toEqual(["end h1", "end h2", "handled h1", "handled h2"]);
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(read("pool")).toBe("");
  });

  test("a rollback of a run that was cut off asks the other host, too", { timeout: 60_000 }, async () => {
    const cmd = `echo run >> ${folder}/told; until [ -e ${folder}/go ]; do sleep 0.05; done`;
    const shell = { cmd, undo: `echo back >> ${folder}/told` };
    site([pool(), { delegate_to: "lb", run_once: true, shell }]);
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "run");
    process.kill(pid, "SIGKILL");
    await ended;
    const rollback = user.start("rollback", "last", "-y");
    writeFileSync(join(folder, "go"), "");
    expect(await rollback.ended).toMatchObject({ exitCode: 0, stderr: "" });
    expect([told(), read("pool")]).toEqual(["run; back", ""]);
  });

  test("a saved plan makes exactly its changes on the other host", { timeout: 60_000 }, async () => {
    site([pool(), { name: "own", copy: { dest: `${folder}/own-{{ who }}`, content: "x\n" } }]);
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    expect(await user.run("apply", "p.plan", "-y")).toMatchObject({ exitCode: 0 });
    expect([read("pool"), read("own-h1")]).toEqual(["out h1\nout h2\n", "x\n"]);
  });

  test("a saved plan is refused where somebody changed the other host since", { timeout: 60_000 }, async () => {
    site([pool(), { name: "own", copy: { dest: `${folder}/own-{{ who }}`, content: "x\n" } }]);
    writeFileSync(join(folder, "pool"), "first\n");
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    writeFileSync(join(folder, "pool"), "other\n");
    const { exitCode, stdout } = await user.run("apply", "p.plan", "-y");
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain(`${folder}/pool (on lb)`);
    expect([read("pool"), existsSync(join(folder, "own-h1"))]).toEqual(["other\n", false]);
  });

  test("a saved plan does not go to another host than the planned one", { timeout: 60_000 }, async () => {
    const target = join(folder, "where");
    writeFileSync(target, "lb");
    const name = `{{ lookup('file', '${target}') }}`;
    site([{ name: "there", delegate_to: name, run_once: true, ...tell("$HOME") }]);
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    writeFileSync(target, "h2");
    const { exitCode } = await user.run("apply", "p.plan", "-y");
    expect([exitCode === 0, told()]).toEqual([false, ""]);
  });

  test("a dead-man switch of such a task is the other host's", { timeout: 60_000 }, async () => {
    site([{ ...pool(), confirm_within: "10s", run_once: true }]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(existsSync(join(folder, "lb/.runbook/switch"))).toBe(true);
    expect(existsSync(join(folder, ".runbook/switch"))).toBe(false);
  });
});
