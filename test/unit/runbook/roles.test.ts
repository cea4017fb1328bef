import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import { leavesOf } from "../../../src/runbook/leaves-of.ts";
import type { Runbook } from "../../../src/runbook/model.ts";
import { readRunbook } from "../../../src/runbook/read-runbook.ts";
import { placeOf } from "../../../src/source/span.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-roles-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

async function read(text: string, rolesPath: readonly string[] = []): Promise<Runbook> {
  const paths = rolesPath.map((path) => join(folder, path));
  return (await readRunbook({ name: "site.yaml", text }, join(folder, "project"), { rolesPath: paths })).runbook;
}

const idsIn = ({ plays }: Runbook) =>
  plays.flatMap(({ tasks }) => leavesOf(tasks).map(({ id, name }) => `${id} ${name}`));

/** "CODE place message; hint" of everything that is wrong. */
async function wrong(text: string): Promise<readonly string[]> {
  try {
    await read(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(
      ({ code, at, message, hint }) => `${code} ${at ? placeOf(at) : ""} ${message}; ${hint ?? ""}`,
    );
  }
  return [];
}

const play = (...lines: readonly string[]) => ["- hosts: all", ...lines.map((line) => `  ${line}`), ""].join("\n");
const role = (name: string, task = "debug:") => put(`project/roles/${name}/tasks/main.yml`, `- ${task}\n`);

describe("what a role is made of", () => {
  test("its tasks stand between those before and after, behind those of the roles that it depends on", async () => {
    role("web");
    role("base");
    put("project/roles/web/meta/main.yml", "galaxy_info: { author: me }\ndependencies: [base]\n");
    const runbook = await read(play("pre_tasks: [{ debug: }]", "roles: [web]", "tasks: [{ debug: }]"));
    expect(idsIn(runbook)).toEqual([
      "1.pre.1 debug",
      "1.pre.flush run the notified handlers",
      "1.roles.1.deps.1.1 base : debug",
      "1.roles.1.1 web : debug",
      "1.1 debug",
    ]);
  });

  test("files end in .yml or .yaml, and `main` may be a folder of variables", async () => {
    put("project/roles/web/tasks/main.yaml", "- debug: { var: one }\n");
    put("project/roles/web/defaults/main/a.yml", "one: 1\ntwo: 1\n");
    put("project/roles/web/defaults/main/b.yaml", "two: 2\n");
    put("project/roles/web/vars/main.yaml", "---\n# nothing\n");
    const [first] = (await read(play("roles: [web]"))).plays;
    expect([...(first?.roles?.defaults.keys() ?? [])]).toEqual(["one", "two"]);
  });

  test("without tasks it brings only its variables and handlers", async () => {
    put("project/roles/values/vars/main.yml", "port: 80\n");
    put("project/roles/values/handlers/main.yml", "- name: restart\n  debug:\n");
    const [first] = (await read(play("roles: [values]", "tasks: [{ debug:, changed_when: true, notify: restart }]")))
      .plays;
    expect([...(first?.roles?.variables.keys() ?? [])]).toEqual(["port"]);
    expect(first?.handlers.map(({ id, name }) => `${id} ${name}`)).toEqual(["1.h.role.1.1 values : restart"]);
  });

  test("other files than main are named where the role is", async () => {
    put("project/roles/web/tasks/install.yml", "- debug:\n");
    put("project/roles/web/tasks/main.yml", "- fail:\n");
    const runbook = await read(play("tasks:", "- import_role: { name: web, tasks_from: install.yml }"));
    expect(idsIn(runbook)).toEqual(["1.1.1 web : debug"]);
    expect(await wrong(play("tasks:", "- include_role: { name: web, vars_from: none }"))).toEqual([
      'RB2107 site.yaml:3:27 the role has no file "vars/none"; Looked for roles/web/vars/none, roles/web/vars/none.yml, roles/web/vars/none.yaml, roles/web/vars/none.json.',
    ]);
  });

  test("the old way to write its parameters in one text", async () => {
    put("project/roles/web/tasks/install.yml", "- debug:\n");
    expect(idsIn(await read(play("tasks:", "- include_role: name=web tasks_from=install")))).toEqual([
      "1.1.1 web : debug",
    ]);
  });

  test("handlers of roles that are called in the same way are there once", async () => {
    put("project/roles/web/handlers/main.yml", "- name: restart\n  debug:\n");
    role("web");
    const calls = ["- web", "- web", "- { role: web, vars: { port: 1 } }"];
    const [first] = (await read(play("roles:", ...calls))).plays;
    expect(first?.handlers.map(({ id }) => id)).toEqual(["1.h.role.1.1", "1.h.role.2.1"]);
  });
});

describe("where roles are looked for", () => {
  test("beside the runbook, on the roles path, beside the role that names it", async () => {
    role("web", "import_role: { name: other }");
    put("shared/other/tasks/main.yml", "- debug:\n");
    put("shared/other/meta/main.yml", "dependencies: [{ role: beside }]\n");
    put("shared/beside/tasks/main.yml", "- debug:\n");
    expect(idsIn(await read(play("roles: [web]"), ["shared"]))).toEqual([
      "1.roles.1.1.deps.1.1 beside : debug",
      "1.roles.1.1.1 other : debug",
    ]);
  });

  test("what is nowhere, leads to itself, or lies elsewhere is refused", async () => {
    role("web");
    role("one", "import_role: { name: two }");
    role("two", "import_role: { name: one }");
    put("elsewhere/tasks/main.yml", "- debug:\n");
    expect(await wrong(play("roles: [wbe]"))).toEqual([
      'RB2110 site.yaml:2:11 there is no role "wbe"; did you mean "web"? Looked in roles.',
    ]);
    expect(await wrong(play("roles: [one]"))).toEqual([
      'RB2109 roles/two/tasks/main.yml:1:24 the role "one" leads to itself; By way of: roles/one -> roles/two -> roles/one.',
    ]);
    expect(await wrong(play("roles: [../../elsewhere]"))).toEqual([
      expect.stringContaining("lies outside of the runbook's folder"),
    ]);
    expect(await wrong(play('roles: ["{{ name }}", a.b.c]'))).toEqual([
      expect.stringContaining("RB1101 site.yaml:2:11 a role must be named by its name, without templates"),
      expect.stringContaining('RB1101 site.yaml:2:25 "a.b.c" is a role of a collection'),
    ]);
  });
});

describe("what is said where a role is named", () => {
  test("keywords hold for its tasks, other keys are given to it", async () => {
    role("web");
    const entry = "{ role: web, tags: [site], become: true, when: go, vars: { a: 1 }, port: 80 }";
    const complaint = await wrong(play(`roles: [${entry}]`));
    expect(complaint).toEqual([
      'RB1103 site.yaml:2:78 "port" is an Ansible keyword that runbook does not carry out yet; Say it in the inventory (ansible_port) or for the play: a host has one connection.',
    ]);
    const [first] = (await read(play(`roles: [${entry.replace("port:", "web_port:")}]`))).plays;
    const [block] = first?.tasks ?? [];
    const [task] = leavesOf(first?.tasks ?? []);
    expect(block?.when).toHaveLength(1);
    expect(task?.tags).toEqual(["site"]);
    expect([...(task?.given?.keys() ?? [])]).toEqual(["web_port"]);
    expect([...(task?.role?.variables.keys() ?? [])]).toEqual(["a"]);
  });

  test("what is nearly a keyword is a slip, and so is what cannot be understood", async () => {
    role("web");
    put("project/roles/odd/meta/main.yml", "dependancies: []\n");
    expect(await wrong(play("roles: [{ role: web, whne: x }, { tags: x }, odd]"))).toEqual([
      'RB1103 site.yaml:2:24 a role has no key "whne"; did you mean "when"?',
      "RB1102 site.yaml:2:35 an entry of roles needs the name of a role; ",
      'RB1103 roles/odd/meta/main.yml:1:1 a role\'s meta has no key "dependancies"; did you mean "dependencies"?',
    ]);
    expect(await wrong(play("tasks: [{ import_role: web }, { include_role: { name: web, publik: true } }]"))).toEqual([
      'RB1101 site.yaml:2:26 "import_role" takes a mapping; For example "name: web".',
      'RB1103 site.yaml:2:62 a include_role has no key "publik"; did you mean "public"?',
    ]);
  });

  test("apply says what holds for the tasks of an include", async () => {
    role("web");
    const step = "include_role: { name: web, apply: { tags: [inner], no_log: true } }, tags: [outer]";
    const [task] = leavesOf((await read(play(`tasks: [{ ${step} }]`))).plays[0]?.tasks ?? []);
    expect(task).toMatchObject({ tags: ["outer", "inner"], noLog: true });
  });
});
