import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  for (const host of ["h1", "h2"]) mkdirSync(join(folder, host));
  inventory();
  write("conf", "old\n");
});
afterEach(() => user.remove());

function inventory(more: object = {}): void {
  const own = (who: string) => ({
    ansible_connection: "exec",
    exec_command: ["env", `HOME=${folder}/${who}`, "sh"],
    who,
    ...more,
  });
  write("inventory.yaml", JSON.stringify({ all: { hosts: { h1: own("h1"), h2: own("h2") } } }));
}

function site(play: object): void {
  write("site.yaml", JSON.stringify([{ hosts: "all", vars: { dir: folder }, ...play }]));
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const read = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
const told = (host = "h1") => read(`told.${host}`).trim().split("\n").join("; ");
const change = () => ({
  name: "conf",
  copy: { dest: "{{ dir }}/conf.{{ who }}", content: "new\n" },
  notify: "restart",
});
/** Says which words it was given. */
const restart = (words: string, more: object = {}) => ({
  name: "restart",
  shell: `echo restart ${words} >> {{ dir }}/told.{{ who }}`,
  ...more,
});
const apply = () => user.run("apply", "site.yaml", "-y");
const rollback = (...words: readonly string[]) => user.run("rollback", "last", "-y", ...words);
/** What was refused is asked for again, with more words. */
const again = (...words: readonly string[]) => user.run("resume", "last", "-y", ...words);
const journals = () => {
  const runs = join(user.state, "runbook/runs");
  return readdirSync(runs)
    .map((run) => readFileSync(join(runs, run, "journal"), "utf8"))
    .join("");
};

describe("a handler that runs again in a rollback", { timeout: 60_000 }, () => {
  test("knows on each host what tasks had told the run, and once more when the rollback is rolled back", async () => {
    write("some.yaml", "port: 80\n");
    site({
      tasks: [
        { set_fact: { unit: "app-{{ who }}" } },
        { include_vars: "some.yaml" },
        { shell: "echo said by {{ who }}", register: "said" },
        { stat: { path: "{{ dir }}/conf" }, register: "found" },
        change(),
      ],
      vars: { dir: folder, both: "{{ unit }}:{{ port }}" },
      handlers: [
        restart("{{ both }} {{ said.stdout_lines | join }} {{ found.stat.exists }} {{ item }}", {
          loop: ["{{ port + 1 }}", 2],
          when: "said.rc == 0",
        }),
      ],
    });
    expect(await apply()).toMatchObject({ exitCode: 0, stderr: "" });
    const once = (host: string) =>
      [81, 2].map((item) => `restart app-${host}:80 said by ${host} True ${item}`).join("; ");
    expect([told("h1"), told("h2")]).toEqual([once("h1"), once("h2")]);
    rmSync(join(folder, "conf"));
    expect(await rollback()).toMatchObject({ exitCode: 0 });
    expect([told("h1"), told("h2")]).toEqual([`${once("h1")}; ${once("h1")}`, `${once("h2")}; ${once("h2")}`]);
    expect(await rollback()).toMatchObject({ exitCode: 0 });
    expect(told("h2")).toBe(`${once("h2")}; ${once("h2")}; ${once("h2")}`);
    expect(read("conf.h1")).toBe("new\n");
  });

  test("would do something else today: that is said before anything is undone", async () => {
    inventory({ unit: "one" });
    site({ tasks: [change()], handlers: [restart("{{ unit }}")] });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    inventory({ unit: "two" });
    const refused = await rollback();
    expect(refused.exitCode).toBe(3);
    expect(refused.stdout).toContain("RB7205");
    expect(refused.stdout).toMatch(/it ran "echo restart one >> .*", and now it would run "echo restart two >> /);
    expect([read("conf.h1"), told()]).toEqual(["new\n", "restart one"]);
    expect(await again("-e", "unit=one")).toMatchObject({ exitCode: 0 });
    expect([read("conf.h1"), told()]).toEqual(["", "restart one; restart one"]);
  });

  test("needs a secret that no journal keeps: that is said before anything is undone", async () => {
    const inputs = { password: { secret: true, command: ["echo", "hunter2"] } };
    const play = {
      hosts: "all",
      vars: { dir: folder },
      tasks: [{ set_fact: { known: "of {{ password }}" } }, change()],
      handlers: [
        {
          name: "restart",
          shell: { cmd: "{ echo restart; cat; } >> {{ dir }}/told.{{ who }}", stdin: "{{ known }}" },
        },
      ],
    };
    write("site.yaml", JSON.stringify({ inputs, plays: [play] }));
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toBe("restart; of hunter2");
    expect(journals()).not.toContain("hunter2");
    const refused = await rollback();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout).toContain("a secret was in it, which is not kept");
    expect([read("conf.h1"), told()]).toEqual(["new\n", "restart; of hunter2"]);
    expect(await again("-e", "known=again")).toMatchObject({ exitCode: 0 });
    expect([read("conf.h1"), told()]).toEqual(["", "restart; of hunter2; restart; again"]);
  });

  const use = (words: string, more: object = {}) =>
    restart(words, { shell: `echo ${words} > {{ dir }}/told.{{ who }}`, ...more });

  test("keeps nothing of what no_log hid, whichever way a later handler comes by it", async () => {
    write("sec.yml", "mapper:\n  user: bob\n  db_password: hush-99123\nlate: 'of {{ token.stdout }}'\n");
    write("each.yml", JSON.stringify([{ set_fact: { tok5: "in {{ one }}" } }]));
    const hush = (text: string) => ({ command: { argv: ["sh", "-c", `echo ${text}`] } });
    site({
      tasks: [
        { ...hush("hush-88123"), register: "token", no_log: true },
        { set_fact: { tok2: "pre-{{ token.stdout }}" }, no_log: true },
        { set_fact: { tok3: "post-{{ token.stdout }}" } },
        { set_fact: { tok4: "then-{{ tok3 }}" }, register: "made" },
        { include_vars: "sec.yml", no_log: true },
        { set_fact: { api_token: "hush-55123" } },
        { set_fact: { told: "hush-77123" }, no_log: true, run_once: true },
        {
          block: [{ command: { argv: ["sh", "-c", "echo hush-66123; exit 1"] }, no_log: true }],
          rescue: [{ debug: { msg: "go on" } }],
        },
        { set_fact: { tok4: "by {{ hostvars.h1.token.stdout }}" } },
        {
          include_tasks: "each.yml",
          loop: "{{ token.stdout_lines }}",
          loop_control: { loop_var: "one" },
        },
        { ...change(), notify: "all" },
      ],
      handlers: [
        { when: "token.rc == 0" },
        { loop: ["x{{ tok4 | length }}"] },
        { loop: ["x{{ tok5 | length }}"] },
        { loop: ["x{{ tok2 | length }}"] },
        { loop: ["x{{ tok3 | length }}"] },
        { loop: ["x{{ made.ansible_facts.tok4 | length }}"] },
        { loop: ["x{{ mapper.user }}"] },
        { loop: ["x{{ late | length }}"] },
        { loop: ["x{{ told | length }}"] },
        { loop: ["x{{ ansible_failed_result.rc }}"] },
        { loop: ["x{{ api_token | length }}"] },
      ].map((more, at) => ({ ...use("{{ item | default(1) }}", more), name: `use ${at}`, listen: "all" })),
    });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(told()).toBe("x10");
    expect(journals()).not.toMatch(/hush-\d/);
    const refused = await rollback();
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout).toContain("RB2002");
    expect(read("conf.h1")).toBe("new\n");
  });

  test("keeps no member that is a password by its name, however deep, and the others", async () => {
    write("some.yaml", "mapper:\n  user: bob\n  all:\n    - db_password: hush-99123\n      pin: { token: 88123 }\n");
    site({
      tasks: [{ include_vars: "some.yaml" }, change()],
      handlers: [restart("{{ mapper.user }}")],
    });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    expect(journals()).not.toMatch(/hush-99123|88123/);
    expect(await rollback()).toMatchObject({ exitCode: 0 });
    expect(told()).toBe("restart bob; restart bob");
  });

  test("names what it misses, also with no_log", async () => {
    site({
      tasks: [{ command: { argv: ["echo", "hush-88123"] }, register: "word", no_log: true }, change()],
      handlers: [restart("{{ word.stdout }}", { no_log: true })],
    });
    expect(await apply()).toMatchObject({ exitCode: 0 });
    const refused = await rollback();
    expect(refused.stdout).toMatch(/RB2002 .*"word"/);
    expect(await again("-e", '{"word":{"stdout":"hush-88123"}}')).toMatchObject({ exitCode: 0 });
    expect(told()).toBe("restart hush-88123; restart hush-88123");
  });
});
