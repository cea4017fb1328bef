import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...lines: readonly string[]) => ["- hosts: all", ...lines.map((line) => `  ${line}`), ""].join("\n");
const say = (text: string) => `- debug: { msg: "${text}" }\n`;
const said = ({ tasks }: Walked, host?: string) =>
  tasks.filter((task) => host === undefined || task.host === host).flatMap(({ message }) => message ?? []);

describe("variables", () => {
  test("defaults lose against everything, variables win over the play, what is given wins over what tasks set", async () => {
    shop.put("roles/web/defaults/main.yml", "a: default\nb: default\nc: default\n");
    shop.put("roles/web/vars/main.yml", "c: role\nd: role\ne: role\n");
    shop.put("roles/web/tasks/main.yml", say("{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ f }}"));
    const walked = await shop.walk({
      runbook: play(
        "vars: { d: play }",
        "pre_tasks: [{ set_fact: { e: fact, f: fact } }]",
        "roles: [{ role: web, f: given }]",
        `tasks: [{ debug: { msg: "{{ a }} {{ d }} {{ f }}" } }]`,
      ),
      inventory: "[all]\nhere b=inventory\n[all:vars]\nansible_connection=local\n",
    });
    expect(said(walked)).toEqual(["default inventory role role fact given", "default role fact"]);
  });

  test("a role knows its name and its folder, and those of the roles that led to it", async () => {
    shop.put("roles/outer/tasks/main.yml", "- include_role: { name: inner }\n");
    shop.put(
      "roles/inner/tasks/main.yml",
      say("{{ role_name }} {{ role_path }} {{ ansible_parent_role_names[0] }} {{ playbook_dir }}"),
    );
    const walked = await shop.walk({ runbook: play("roles: [outer]") });
    expect(said(walked)).toEqual([`inner ${join(shop.folder, "roles/inner")} outer ${shop.folder}`]);
  });

  test("an included role keeps what is in it to itself, unless it is public", async () => {
    shop.put("roles/web/defaults/main.yml", "port: 80\n");
    shop.put("roles/web/tasks/main.yml", say("{{ port }}"));
    const after = `{ debug: { msg: "{{ port | default('none') }}" } }`;
    const include = (more: string) => `{ include_role: { name: web${more} } }`;
    const walked = await shop.walk({
      runbook: play(`tasks: [${include("")}, ${after}, ${include(", public: true")}, ${after}]`),
    });
    expect(said(walked)).toEqual(["80", "none", "80", "80"]);
  });
});

test("a role without tasks can be included for what it defines", async () => {
  shop.put("roles/values/defaults/main.yml", "port: 80\n");
  const runbook = play("tasks: [{ include_role: { name: values, public: true } }, { debug: { msg: '{{ port }}' } }]");
  expect(said(await shop.walk({ runbook }))).toEqual(["80"]);
});

test("files and templates of a role come before those beside the runbook", async () => {
  shop.put("files/text", "beside the runbook\n");
  shop.put("roles/web/files/text", "of the role\n");
  shop.put("roles/web/templates/conf.j2", "port {{ port }}\n");
  shop.put(
    "roles/web/tasks/main.yml",
    [
      '- copy: { src: text, dest: "{{ dir }}/out/text", mode: "0644" }',
      '- template: { src: conf.j2, dest: "{{ dir }}/out/conf", mode: "0644" }',
      `- copy: { content: "{{ lookup('file', 'text') }}", dest: "{{ dir }}/out/looked-up", mode: "0644" }`,
      "",
    ].join("\n"),
  );
  shop.put("out/.keep", "");
  const walked = await shop.walk({ runbook: play("roles: [{ role: web, vars: { port: 8080 } }]") });
  expect(walked.exitCode).toBe(0);
  expect(readFileSync(join(shop.folder, "out/text"), "utf8")).toBe("of the role\n");
  expect(readFileSync(join(shop.folder, "out/conf"), "utf8")).toBe("port 8080\n");
  expect(readFileSync(join(shop.folder, "out/looked-up"), "utf8")).toBe("of the role");
});

describe("handlers", () => {
  test("of a role run after its tasks; a name means the role's own first, then the play's", async () => {
    for (const name of ["one", "two"]) {
      shop.put(`roles/${name}/handlers/main.yml`, `- name: restart\n  debug: { msg: "restart of ${name}" }\n`);
      shop.put(`roles/${name}/tasks/main.yml`, "- debug: { msg: task }\n  changed_when: true\n  notify: restart\n");
    }
    const lines = ["roles: [one, two]", 'tasks: [{ debug: , changed_when: true, notify: "one : restart" }]'];
    const walked = await shop.walk({ runbook: play(...lines) });
    expect(said(walked).filter((text) => text.startsWith("restart"))).toEqual(["restart of one", "restart of two"]);
    const own = 'handlers: [{ name: restart, debug: { msg: "restart of the play" } }]';
    const last = await shop.walk({
      runbook: play("roles: [one, two]", "tasks: [{ debug: , changed_when: true, notify: restart }]", own),
    });
    expect(said(last).filter((text) => text.startsWith("restart"))).toEqual([
      "restart of one",
      "restart of two",
      "restart of the play",
    ]);
  });

  test("see the variables of the call that notified them", async () => {
    shop.put("roles/app/handlers/main.yml", '- name: restart\n  debug: { msg: "restart {{ app }}" }\n');
    shop.put("roles/app/tasks/main.yml", "- debug: { msg: task }\n  changed_when: true\n  notify: restart\n");
    const walked = await shop.walk({
      runbook: play("roles: [{ role: app, vars: { app: a } }, { role: app, vars: { app: b } }]"),
    });
    expect(said(walked)).toEqual(["task", "task", "restart a", "restart b"]);
  });
});

describe("a role that is called twice in the same way", () => {
  test("is done once on each host that it was for", async () => {
    shop.put("roles/base/tasks/main.yml", say("base"));
    for (const name of ["one", "two"]) {
      shop.put(`roles/${name}/meta/main.yml`, "dependencies: [base]\n");
      shop.put(`roles/${name}/tasks/main.yml`, say(name));
    }
    const inventory = "[all]\na\nb\n[all:vars]\nansible_connection=local\n";
    const walked = await shop.walk({
      runbook: play(`roles: [{ role: one, when: "inventory_hostname == 'a'" }, two, two]`),
      inventory,
    });
    expect(said(walked, "a")).toEqual(["base", "one", "two"]);
    expect(said(walked, "b")).toEqual(["base", "two"]);
  });

  test("is done each time when it allows duplicates, or is named by a task", async () => {
    shop.put("roles/often/tasks/main.yml", say("often"));
    shop.put("roles/often/meta/main.yml", "allow_duplicates: true\n");
    shop.put("roles/web/tasks/main.yml", say("web"));
    const import_ = "{ import_role: { name: web } }";
    const once = "{ import_role: { name: web, allow_duplicates: false } }";
    const walked = await shop.walk({
      runbook: play("roles: [often, often]", `tasks: [${import_}, ${import_}, ${once}, ${once}]`),
    });
    expect(said(walked)).toEqual(["often", "often", "web", "web", "web"]);
  });
});

test("a task of a role is a place to start at, with and without the role's name", async () => {
  shop.put("roles/web/tasks/main.yml", "- name: one\n  debug: { msg: one }\n- name: two\n  debug: { msg: two }\n");
  for (const startAtTask of ["two", "web : two"]) {
    expect(said(await shop.walk({ runbook: play("roles: [web]"), settings: { startAtTask } }))).toEqual(["two"]);
  }
});
