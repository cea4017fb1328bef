import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;
const hosts: Record<string, object> = {};

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  for (const name of ["a", "d"]) hosts[name] = { ansible_connection: "local" };
  inventory();
});
afterEach(() => user.remove());

function inventory(more: Readonly<Record<string, object>> = {}): void {
  const all = Object.fromEntries(Object.entries(hosts).map(([name, own]) => [name, { ...own, ...more[name] }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: all } }));
}
function site(...plays: readonly object[]): void {
  writeFileSync(join(folder, "site.yaml"), JSON.stringify(plays.map((play) => ({ gather_facts: false, ...play }))));
}
function role(name: string, tasks: readonly object[], more: Readonly<Record<string, unknown>> = {}): void {
  for (const [part, data] of Object.entries({ tasks, ...more })) {
    mkdirSync(join(folder, "roles", name, part), { recursive: true });
    writeFileSync(join(folder, "roles", name, part, "main.yml"), JSON.stringify(data));
  }
}
const tell = (name: string, more = "") => ({ name, shell: `echo ${name} >> ${folder}/told${more}` });
const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8").trim() : "");
const told = () => read("told").split("\n");
const apply = () => user.run("apply", "site.yaml", "-y");

describe("who goes on", () => {
  test("hosts that were stopped run their forced handlers, too", async () => {
    const conf = { copy: { dest: `${folder}/{{ inventory_hostname }}.conf`, content: "new" }, notify: "reload" };
    const check = { assert: { that: "inventory_hostname != 'd'" } };
    const handlers = [{ ...tell("{{ inventory_hostname }}"), name: "reload" }];
    site({ hosts: "a,d", force_handlers: true, any_errors_fatal: true, tasks: [conf, check], handlers });
    await apply();
    expect(told().toSorted()).toEqual(["a", "d"]);
  });

  test("nobody, when nobody can tell whether the play is to end", async () => {
    const stop = { set_fact: { stop: true }, when: "inventory_hostname == 'd'" };
    site({ hosts: "a,d", tasks: [stop, { meta: "end_play", when: "stop" }, tell("dangerous")] });
    expect((await apply()).stdout).toContain("nothing new begins");
    expect(told()).toEqual([""]);
  });

  test("a host whose block was undone by its switch: later failures are its own again", {
    timeout: 30_000,
  }, async () => {
    const slow = { command: { cmd: "sleep 9", undo: "true" } };
    const rescue = [{ command: "false", ignore_errors: true }, tell("rescued")];
    site({ hosts: "a", tasks: [{ block: [{ confirm_within: "5s", block: [slow] }], rescue }, tell("after")] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["rescued", "after"]);
  });
});

describe("roles", () => {
  test("that others depend on are done when what came before them failed, or they failed themselves", async () => {
    role("base", [tell("base"), { command: `test -e ${folder}/ready` }, tell("whole")]);
    for (const name of ["one", "two"]) role(name, [tell(name)], { meta: { dependencies: [{ role: "base" }] } });
    const fails = { copy: { dest: "/proc/nothing", content: "x" } };
    const first = { block: [fails, { include_role: { name: "one" } }], rescue: [tell("rescued")] };
    const second = { block: [{ include_role: { name: "two" } }], rescue: [{ shell: `: > ${folder}/ready` }] };
    site({ hosts: "a", tasks: [first, second, { include_role: { name: "one" } }] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["rescued", "base", "base", "whole", "one"]);
  });

  test("keep what they share on a host that does something for another one meanwhile", async () => {
    role("r", [{ debug: {} }], { vars: { shared: "yes-it-is" } });
    const behind = { shell: `echo {{ shared | default('gone') }} >> ${folder}/told` };
    const delegated = { command: "true", delegate_to: "d" };
    site({ hosts: "a,d", tasks: [{ include_role: { name: "r", public: true } }, delegated, behind] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["yes-it-is", "yes-it-is"]);
  });
});

describe("what one host finds out", () => {
  test("with include_vars, once for all, all know", async () => {
    writeFileSync(join(folder, "ports.yml"), "port: 80\n");
    const show = { shell: `echo {{ port | default('none') }} >> ${folder}/told` };
    site({ hosts: "a,d", tasks: [{ include_vars: "ports.yml", run_once: true }, show] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["80", "80"]);
  });

  test("of itself is there when another one looks at it, though that comes first or has nothing else to do", async () => {
    mkdirSync(join(folder, "templates"));
    writeFileSync(join(folder, "templates/x.j2"), "{{ hostvars['d'].ansible_facts.system | default('none') }}\n");
    const template = { template: { src: "x.j2", dest: `${folder}/{{ inventory_hostname }}.x` } };
    site({ hosts: "a,d", gather_facts: true, tasks: [template] });
    expect(await user.run("apply", "site.yaml", "-y", "-f", "1")).toMatchObject({ exitCode: 0 });
    expect(read("a.x")).toBe("Linux");
    const show = { shell: `echo {{ hostvars['d'].ansible_facts.system }} >> ${folder}/told` };
    site({ hosts: "d", gather_facts: true }, { hosts: "a", tasks: [show] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["Linux"]);
  });
});

describe("rollback and resume", () => {
  test("handlers that mention facts run again after their files came back", async () => {
    const conf = { copy: { dest: `${folder}/conf`, content: "new" }, notify: "reload" };
    const handler = { name: "reload", shell: `echo {{ ansible_facts.system }} >> ${folder}/told` };
    site({ hosts: "a", gather_facts: true, tasks: [conf], handlers: [handler] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(told()).toEqual(["Linux", "Linux"]);
  });

  test("what a handler changed on another host is taken back there, once", async () => {
    writeFileSync(join(folder, "lb"), "old");
    const conf = { copy: { dest: `${folder}/conf`, content: "new" }, notify: "lb" };
    const handler = { name: "lb", copy: { dest: `${folder}/lb`, content: "new" }, delegate_to: "d" };
    site({ hosts: "a", tasks: [conf], handlers: [handler] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([existsSync(join(folder, "conf")), read("lb")]).toEqual([false, "old"]);
  });

  test("a saved plan whose host had begun only elsewhere is gone on with", async () => {
    const lb = (content: string) => ({ copy: { dest: `${folder}/lb`, content }, delegate_to: "d" });
    site({ hosts: "a", tasks: [lb("out"), { command: `test -e ${folder}/ok`, check_mode: false }, lb("in")] });
    writeFileSync(join(folder, "ok"), "");
    expect(await user.run("plan", "site.yaml", "--out", "p")).toMatchObject({ exitCode: 0 });
    rmSync(join(folder, "ok"));
    expect((await user.run("apply", "p", "-y")).exitCode).not.toBe(0);
    expect(read("lb")).toBe("out");
    writeFileSync(join(folder, "ok"), "");
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(read("lb")).toBe("in");
  });

  test("a command whose user is another one by now is asked about, or unknown, and never done twice", {
    timeout: 30_000,
  }, async () => {
    inventory({ d: { ansible_become: true, ansible_become_user: "nobody" } });
    writeFileSync(join(folder, "told"), "", { mode: 0o666 });
    const slow = { ...tell("ran", "; sleep 3"), delegate_to: "d" };
    site({ hosts: "a", vars: { ansible_become: false }, tasks: [slow] });
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await vi.waitFor(() => expect(told()).toEqual(["ran"]), { timeout: 20_000, interval: 10 });
    process.kill(pid, "SIGKILL");
    await ended;
    await user.run("resume", "last", "-y");
    expect(told()).toEqual(["ran"]);
  });
});
