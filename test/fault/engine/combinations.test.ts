import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

/** `h1` and `h2` are hosts of the play; `lb` is another one, with a home of its own. */
beforeEach(() => {
  user = controller();
  ({ folder } = user);
  const own = (who: string) => {
    mkdirSync(join(folder, who));
    return { ansible_connection: "exec", exec_command: ["env", `HOME=${folder}/${who}`, "sh"], who };
  };
  write("inventory.yaml", JSON.stringify({ all: { hosts: { h1: own("h1"), h2: own("h2"), lb: own("lb") } } }));
  write("told", "");
});
afterEach(() => user.remove());

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function site(hosts: string, tasks: readonly object[], more: object = {}): void {
  write("site.yaml", JSON.stringify([{ hosts, vars: { dir: folder }, tasks, ...more }]));
}

function role(name: string, parts: Readonly<Record<string, readonly object[]>>): void {
  for (const [part, steps] of Object.entries(parts)) write(`roles/${name}/${part}/main.yaml`, JSON.stringify(steps));
}

const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
const told = () => read("told").trim().split("\n").join("; ");
const lines = () => told().split("; ").toSorted().join("; ");
const breaks = (what: string) => write(`broken ${what}`, "");
const heals = (what: string) => rmSync(join(folder, `broken ${what}`));
/** Says something, and takes it back; fails as long as it is broken. */
const tell = (text: string, more: object = {}) => ({
  name: text,
  shell: {
    cmd: `[ ! -e "${folder}/broken ${text}" ] && echo "${text}" >> ${folder}/told`,
    undo: `echo "-${text}" >> ${folder}/told`,
  },
  ...more,
});
const line = (file: string, text: string, more: object = {}) => ({
  name: `line in ${file}`,
  lineinfile: { path: `{{ dir }}/${file}`, line: text, create: true },
  ...more,
});
const apply = () => user.run("apply", "site.yaml", "-y");
const rollback = () => user.run("rollback", "last", "-y");
const resume = () => user.run("resume", "last", "-y");
const isFine = { exitCode: 0, stderr: "" };

describe("roles and includes in loops, with tasks that are delegated", { timeout: 60_000 }, () => {
  beforeEach(() => {
    role("member", {
      tasks: [
        line("pool", "{{ who }} {{ unit }}", { delegate_to: "lb", notify: "reload" }),
        line("own.{{ who }}", "{{ unit }}"),
        tell("{{ who }} {{ unit }}", { delegate_to: "lb" }),
      ],
      handlers: [{ name: "reload", delegate_to: "lb", shell: `echo reload for {{ who }} >> ${folder}/told` }],
    });
    site("h1:h2", [{ include_role: { name: "member" }, vars: { unit: "{{ item }}" }, loop: ["a", "b"] }]);
  });

  test("are done, taken back where they were done, with the handlers, and brought back", async () => {
    expect(await apply()).toMatchObject(isFine);
    const all = ["h1 a", "h1 b", "h2 a", "h2 b"];
    expect(read("pool").trim().split("\n").toSorted()).toEqual(all);
    expect(lines()).toBe([...all, "reload for h1", "reload for h2"].join("; "));
    write("told", "");
    expect(await rollback()).toMatchObject(isFine);
    expect([read("pool"), read("own.h1"), read("own.h2")]).toEqual(["", "", ""]);
    expect(lines()).toBe([...all.map((one) => `-${one}`), "reload for h1", "reload for h2"].join("; "));
    expect(await rollback()).toMatchObject({ exitCode: 0 });
    expect(read("pool").trim().split("\n").toSorted()).toEqual(all);
    expect(read("own.h1")).toBe("a\nb\n");
  });

  test("are gone on with in the round where they failed", async () => {
    breaks("h1 b");
    expect((await apply()).exitCode).toBe(2);
    heals("h1 b");
    expect(await resume()).toMatchObject(isFine);
    expect(lines()).toBe("h1 a; h1 b; h2 a; h2 b; reload for h1; reload for h2");
    expect(await rollback()).toMatchObject(isFine);
    expect([read("pool"), read("own.h1")]).toEqual(["", ""]);
  });

  test("are taken back with the handlers of a host on which itself nothing was done", async () => {
    role("member", { tasks: [line("pool", "{{ who }} {{ unit }}", { delegate_to: "lb", notify: "reload" })] });
    expect(await apply()).toMatchObject(isFine);
    expect(lines()).toBe("reload for h1; reload for h2");
    write("told", "");
    expect(await rollback()).toMatchObject(isFine);
    expect([read("pool"), lines()]).toEqual(["", "reload for h1; reload for h2"]);
    write("told", "");
    expect(await rollback()).toMatchObject(isFine);
    expect([read("pool").split("\n").length, lines()]).toEqual([5, "reload for h1; reload for h2"]);
  });

  test("only some hosts of what was delegated are taken back", async () => {
    expect(await apply()).toMatchObject(isFine);
    expect(await user.run("rollback", "last", "-y", "--host", "h1")).toMatchObject(isFine);
    expect([read("own.h1"), read("own.h2")]).toEqual(["", "a\nb\n"]);
  });
});

describe("blocks with confirm_within", { timeout: 60_000 }, () => {
  const guarded = () => ({
    confirm_within: "20s",
    block: [line("own.{{ who }}", "{{ unit }}", { notify: "seen" }), tell("{{ who }} {{ unit }}")],
  });
  const handlers = () => [{ name: "seen", shell: `echo seen by {{ who }} >> ${folder}/told` }];

  test("in a role that is included in a loop: each round has its own, and a resume begins where one was undone", async () => {
    role("member", { tasks: [guarded()], handlers: handlers() });
    site("h1", [{ include_role: { name: "member" }, vars: { unit: "{{ item }}" }, loop: ["a", "b", "c"] }]);
    breaks("h1 b");
    expect((await apply()).exitCode).toBe(2);
    expect([read("own.h1"), told()]).toEqual(["a\n", "h1 a; -h1 b"]);
    heals("h1 b");
    write("told", "h1 a\n");
    expect(await resume()).toMatchObject(isFine);
    expect([read("own.h1"), told()]).toEqual(["a\nb\nc\n", "h1 a; h1 b; h1 c; seen by h1"]);
    write("told", "");
    expect(await rollback()).toMatchObject(isFine);
    expect([read("own.h1"), told()]).toEqual(["", "-h1 c; -h1 b; -h1 a; seen by h1"]);
  });

  test("around an include that is repeated: all its rounds are undone together", async () => {
    write("each.yaml", JSON.stringify([line("own.{{ who }}", "{{ item }}"), tell("{{ who }} {{ item }}")]));
    site("h1", [{ confirm_within: "20s", block: [{ include_tasks: "each.yaml", loop: ["a", "b"] }] }]);
    breaks("h1 b");
    expect((await apply()).exitCode).toBe(2);
    expect([read("own.h1"), told()]).toEqual(["", "h1 a; -h1 b; -h1 a"]);
    heals("h1 b");
    write("told", "");
    expect(await resume()).toMatchObject(isFine);
    expect([read("own.h1"), told()]).toEqual(["a\nb\n", "h1 a; h1 b"]);
    expect(await rollback()).toMatchObject(isFine);
    expect([read("own.h1"), told()]).toEqual(["", "h1 a; h1 b; -h1 b; -h1 a"]);
  });

  test("around tasks with loops: the items that were done are undone, the last first", async () => {
    const each = { ...tell("{{ who }} {{ item }}"), loop: ["a", "b", "c"] };
    site("h1", [{ confirm_within: "20s", block: [each] }]);
    breaks("h1 c");
    expect((await apply()).exitCode).toBe(2);
    expect(told()).toBe("h1 a; h1 b; -h1 c; -h1 b; -h1 a");
    heals("h1 c");
    write("told", "");
    expect(await resume()).toMatchObject(isFine);
    expect(told()).toBe("h1 a; h1 b; h1 c");
  });

  test("around a role: what its tasks do is held, and what the block cannot hold is found in the role", async () => {
    role("member", { tasks: [line("own.{{ who }}", "x"), tell("{{ who }}")] });
    const tasks = [{ confirm_within: "20s", block: [{ include_role: { name: "member" } }] }];
    site("h1", tasks);
    breaks("h1");
    expect((await apply()).exitCode).toBe(2);
    expect([read("own.h1"), told()]).toEqual(["", "-h1"]);
    for (const word of [{ delegate_to: "lb" }, { run_once: true }]) {
      role("member", { tasks: [line("own.{{ who }}", "x", word)] });
      const refused = await user.run("validate", "site.yaml");
      expect([refused.exitCode, refused.stdout + refused.stderr]).toEqual([5, expect.stringContaining("RB1103")]);
    }
    role("member", { tasks: [{ meta: "flush_handlers" }] });
    expect((await user.run("validate", "site.yaml")).exitCode).toBe(5);
  });

  test("of a task that is delegated in a repeated role: its switch is the other host's", async () => {
    const pool = { delegate_to: "lb", confirm_within: "20s" };
    role("member", {
      tasks: [line("pool", "{{ who }} {{ unit }}", pool), tell("{{ who }} {{ unit }}", pool)],
    });
    site("h1:h2", [{ include_role: { name: "member" }, vars: { unit: "{{ item }}" }, loop: ["a", "b"] }]);
    breaks("h2 b");
    expect((await apply()).exitCode).toBe(2);
    expect(lines()).toBe("-h2 b; h1 a; h1 b; h2 a");
    heals("h2 b");
    expect(await resume()).toMatchObject(isFine);
    expect(read("pool").trim().split("\n").toSorted()).toEqual(["h1 a", "h1 b", "h2 a", "h2 b"]);
    expect(await rollback()).toMatchObject(isFine);
    expect(read("pool")).toBe("");
  });
});
