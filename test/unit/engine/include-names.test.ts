import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...tasks: readonly string[]) =>
  ["- hosts: all", "  tasks:", ...tasks.map((line) => `    - ${line}`), ""].join("\n");
const said = ({ tasks }: Walked, host?: string) =>
  tasks.filter((task) => host === undefined || task.host === host).flatMap(({ message }) => message ?? []);
const hosts = "[all]\na os=debian\nb os=alpine\n[all:vars]\nansible_connection=local\n";
const say = (text: string) => `- debug: { msg: "${text}" }\n`;

async function wrong(...tasks: readonly string[]): Promise<readonly unknown[]> {
  return shop.walk({ runbook: play(...tasks) }).then(
    () => [],
    (error: unknown) =>
      error instanceof ProblemError ? error.problems.map(({ code, message }) => `${code} ${message}`) : [error],
  );
}

describe("a file whose name depends on the host", () => {
  beforeEach(() => {
    shop.put("setup-debian.yml", say("apt"));
    shop.put("setup-alpine.yml", say("apk") + say("and more"));
  });
  const include = '{ name: set up, include_tasks: "setup-{{ os }}.yml" }';

  test("is one of those that match; each host does its own, and all go on together", async () => {
    const walked = await shop.walk({ runbook: play(include, "{ debug: { msg: end } }"), inventory: hosts });
    expect(said(walked, "a")).toEqual(["apt", "end"]);
    expect(said(walked, "b")).toEqual(["apk", "and more", "end"]);
    expect(walked.tasks.find(({ host }) => host === "a")?.task).toBe("1.1.file2.1");
  });

  test("is missing for a host: its include fails there, and can be rescued", async () => {
    const inventory = hosts.replace("alpine", "hurd");
    const walked = await shop.walk({ runbook: play(include), inventory });
    expect(walked.statuses("b")).toEqual(["set up: failed"]);
    expect(walked.tasks.find(({ host }) => host === "b")).toMatchObject({
      task: "1.1.none",
      code: "RB2107",
      message: 'there is no file "setup-hurd.yml"',
      hint: "Of the files that it may be there are setup-alpine.yml, setup-debian.yml.",
    });
    const rescued = await shop.walk({
      runbook: play(`{ block: [${include}], rescue: [{ debug: { msg: mended } }] }`),
      inventory,
    });
    expect(said(rescued, "b")).toEqual([expect.stringContaining("there is no file"), "mended"]);
  });

  test("that only a run can tell: a plan shows that any of them may be done", async () => {
    const runbook = play("{ command: echo debian, register: found }", include.replace("os", "found.stdout"));
    const planned = await shop.walk({ runbook, mode: "plan" });
    expect(planned.tasks.slice(1).map(({ task, unknowns }) => [task, unknowns.length])).toEqual([
      ["1.2.file1.1", 1],
      ["1.2.file1.2", 1],
      ["1.2.file2.1", 1],
    ]);
    expect(said(await shop.walk({ runbook })).at(-1)).toBe("apt");
  });

  test("a condition that does not hold asks for no name", async () => {
    const walked = await shop.walk({ runbook: play('{ include_tasks: "setup-{{ nothing }}.yml", when: false }') });
    expect(walked.exitCode).toBe(0);
  });

  test("hosts in different files wait for each other behind them", async () => {
    const walked = await shop.walk({
      runbook: play(include, "{ command: 'true', run_once: true }", "{ debug: { msg: end } }"),
      inventory: hosts,
    });
    expect(walked.tasks.filter(({ name }) => name === "command")).toHaveLength(1);
    expect(walked.exitCode).toBe(0);
  });
});

describe("what is known before a run", () => {
  test("items that are written out name exactly their files", async () => {
    for (const name of ["one", "two", "three"]) shop.put(`tasks/${name}.yml`, say(`${name} {{ item }}`));
    shop.put("tasks/broken.yml", "- no: such module\n");
    const walked = await shop.walk({
      runbook: play('{ include_tasks: "tasks/{{ item }}.yml", loop: [two, one, two] }'),
    });
    expect(said(walked)).toEqual(["two two", "one one", "two two"]);
    expect(await wrong("{ include_tasks: '{{ item }}', loop: [tasks/one.yml, tasks/none.yml] }")).toEqual([
      'RB2107 there is no file "tasks/none.yml"',
    ]);
  });

  test("a role's path is", async () => {
    shop.put("roles/web/tasks/main.yml", '- import_tasks: "{{ role_path }}/tasks/more.yml"\n');
    shop.put("roles/web/tasks/more.yml", say("more"));
    expect(said(await shop.walk({ runbook: "- hosts: all\n  roles: [web]\n" }))).toEqual(["more"]);
  });

  test("too little of a name, no file for it, files that would include themselves", async () => {
    shop.put("each-a.yml", '- include_tasks: "each-{{ next }}.yml"\n');
    expect(await wrong("{ include_tasks: '{{ file }}' }")).toEqual([
      "RB2111 nothing of this name is known before the run",
    ]);
    expect(await wrong("{ import_tasks: 'each-{{ x }}.yml' }")).toEqual([
      'RB1101 "import_tasks" must be the name of a file that is known before the run',
    ]);
    expect(await wrong("{ include_tasks: 'none-{{ x }}.yml' }")).toEqual([
      "RB2107 no file matches what is written of this name",
    ]);
    const itself = await shop.walk({ runbook: play("{ include_tasks: 'each-{{ next }}.yml', vars: { next: a } }") });
    expect(itself.tasks).toMatchObject([{ status: "failed", code: "RB2107" }]);
    for (const name of ["../{{ x }}-up.yml", "/tmp/{{ x }}-up.yml"]) {
      expect(await wrong(`{ include_tasks: '${name}' }`)).toEqual([
        "RB2108 this name leads out of the runbook's folder",
      ]);
    }
  });
});

test("files that may include each other in any order are too many", async () => {
  for (let file = 0; file < 12; file++) shop.put(`each-${file}.yml`, '- include_tasks: "each-{{ x }}.yml"\n');
  expect((await wrong("{ include_tasks: each-0.yml }"))[0]).toBe(
    "RB1006 names with expressions lead to more than 500 files",
  );
});

describe("a role whose name depends on the host", () => {
  beforeEach(() => {
    for (const os of ["debian", "alpine"]) {
      shop.put(`roles/on-${os}/tasks/main.yml`, say(`main ${os} {{ package }}`));
      shop.put(`roles/on-${os}/defaults/main.yml`, `package: of ${os}\n`);
      shop.put(`roles/on-${os}/handlers/main.yml`, `- name: restart\n  debug: { msg: restart ${os} }\n`);
      shop.put(`roles/web/tasks/${os}.yml`, `${say(`web on ${os}`)}  changed_when: true\n  notify: restart\n`);
    }
    shop.put("roles/web/handlers/main.yml", "- name: restart\n  debug: { msg: restart web }\n");
  });

  test("is one of those that match; so is its file of tasks, with all of the role", async () => {
    const runbook = play(
      '{ include_role: { name: "on-{{ os }}", public: true } }',
      '{ debug: { msg: "{{ package }}" } }',
      '{ include_role: { name: web, tasks_from: "{{ os }}.yml" } }',
    );
    const walked = await shop.walk({ runbook, inventory: hosts });
    expect(said(walked, "a")).toEqual(["main debian of debian", "of debian", "web on debian", "restart web"]);
    expect(said(walked, "b")).toEqual(["main alpine of alpine", "of alpine", "web on alpine", "restart web"]);
  });

  test("may be the item of a loop", async () => {
    const runbook = play('{ include_role: { name: "{{ item }}" }, loop: [on-alpine, on-debian] }');
    expect(said(await shop.walk({ runbook }))).toEqual(["main alpine of alpine", "main debian of debian"]);
    const lost = await shop.walk({
      runbook: play("{ include_role: { name: web, tasks_from: '{{ x }}' }, vars: { x: hurd } }"),
    });
    expect(lost.tasks.at(-1)).toMatchObject({ status: "failed", code: "RB2107" });
  });
});
