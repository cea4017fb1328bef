import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
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
const ids = ({ tasks }: Walked) => tasks.map(({ task, name }) => `${task} ${name}`);
const two = "[all]\na\nb\n[all:vars]\nansible_connection=local\n";

describe("a file that is included once for each item", () => {
  beforeEach(() => {
    shop.put(
      "user.yml",
      '- name: one\n  debug: { msg: "{{ item }} {{ given }}" }\n- name: two\n  debug: { msg: "{{ item }}" }\n',
    );
  });

  test("each item goes through the whole file, and its tasks have ids of their own", async () => {
    const walked = await shop.walk({
      runbook: play(
        '{ include_tasks: user.yml, loop: [x, y], vars: { given: "for {{ item }}" } }',
        "{ debug: { msg: end } }",
      ),
    });
    expect(said(walked)).toEqual(["x for x", "x", "y for y", "y", "end"]);
    expect(ids(walked).slice(0, 4)).toEqual([
      "1.1[0].1 one (x)",
      "1.1[0].2 two (x)",
      "1.1[1].1 one (y)",
      "1.1[1].2 two (y)",
    ]);
  });

  test("its condition is asked for each item; nothing is done for none", async () => {
    const walked = await shop.walk({
      runbook: play(
        "{ include_tasks: user.yml, loop: [x, y], when: item == 'y', vars: { given: 1 } }",
        "{ include_tasks: user.yml, loop: [] }",
      ),
    });
    expect(said(walked)).toEqual(["y 1", "y"]);
    expect(walked.statuses()).toEqual(["one (x): skipped", "two (x): skipped", "one (y): ok", "two (y): ok"]);
  });

  test("the names of loop_control, what tasks registered, apply, a loop in a loop", async () => {
    shop.put("outer.yml", "- include_tasks: inner.yml\n  loop: [1, 2]\n");
    shop.put("inner.yml", '- debug: { msg: "{{ at }}{{ one }}{{ item }} {{ lists.stdout }}" }\n');
    const walked = await shop.walk({
      runbook: play(
        "{ command: echo a b, register: lists, changed_when: false }",
        "{ include_tasks: { file: outer.yml, apply: { tags: [x] } }, loop: '{{ lists.stdout.split() }}', loop_control: { loop_var: one, index_var: at } }",
      ),
    });
    expect(said(walked).slice(-4)).toEqual(["0a1 a b", "0a2 a b", "1b1 a b", "1b2 a b"]);
    expect(walked.tasks.at(-1)?.task).toBe("1.2[1].1[1].1");
  });

  test("a failure ends the loop on its host, and what is around it rescues", async () => {
    shop.put(
      "may-fail.yml",
      "- fail: { msg: no }\n  when: item == 2 and inventory_hostname == 'a'\n- debug: { msg: '{{ item }}' }\n",
    );
    const walked = await shop.walk({
      runbook: play(
        "block: [{ include_tasks: may-fail.yml, loop: [1, 2, 3] }]",
        "  rescue: [{ debug: { msg: 'rescued {{ ansible_failed_task.name }}' } }]",
      ).replace("    -   rescue", "      rescue"),
      inventory: two,
    });
    expect(said(walked, "a")).toEqual(["1", "no", "rescued fail (2)"]);
    expect(said(walked, "b")).toEqual(["1", "2", "3"]);
  });

  test("a list that cannot be told fails its host", async () => {
    const runbook = play("{ include_tasks: user.yml, loop: '{{ none }}' }", "{ debug: }");
    expect((await shop.walk({ runbook })).statuses()).toEqual(["one (item 1): failed"]);
  });

  test("in a plan a list that only a run can tell makes the tasks unknown, once", async () => {
    const runbook = play(
      "{ command: ls, register: found }",
      "{ include_tasks: user.yml, loop: '{{ found.stdout_lines }}', vars: { given: 1 } }",
    );
    const walked = await shop.walk({ runbook, mode: "plan" });
    expect(walked.tasks.map(({ task, unknowns }) => [task, unknowns.length])).toEqual([
      ["1.1", expect.any(Number)],
      ["1.2[0].1", 1],
      ["1.2[0].2", 1],
    ]);
  });

  test("hosts wait for each other item by item; one that has more items goes on alone", async () => {
    shop.put("turn.yml", '- debug: { msg: "{{ item }}" }\n- command: "true"\n  run_once: true\n');
    const walked = await shop.walk({
      runbook: play("{ include_tasks: turn.yml, loop: '{{ [1, 2] if inventory_hostname == \"a\" else [1, 2, 3] }}' }"),
      inventory: two,
    });
    const order = walked.tasks.map(({ task, host }) => `${task} ${host}`);
    const of = (id: string) => order.filter((one) => one.startsWith(`${id} `));
    expect(of("1.1[0].2")).toHaveLength(1);
    expect(of("1.1[1].2")).toHaveLength(1);
    expect(of("1.1[2].2")).toEqual(["1.1[2].2 b"]);
    expect(order.indexOf(of("1.1[0].2")[0] ?? "")).toBeLessThan(order.indexOf("1.1[1].1 a"));
  });
});

test("a role that is included once for each item knows the item, and its files are written", async () => {
  shop.put("roles/user/templates/user.j2", "{{ item.name }} {{ shell }}\n");
  shop.put("roles/user/defaults/main.yml", "shell: sh\n");
  shop.put(
    "roles/user/tasks/main.yml",
    '- template: { src: user.j2, dest: "{{ dir }}/{{ item.name }}", mode: "0644" }\n',
  );
  const runbook = play(
    `{ include_role: { name: user }, loop: [{ name: ann, shell: zsh }, { name: bob }], vars: { shell: "{{ item.shell | default('ash') }}" } }`,
  );
  expect((await shop.walk({ runbook, mode: "plan" })).exitCode).toBe(0);
  expect(existsSync(join(shop.folder, "ann"))).toBe(false);
  const walked = await shop.walk({ runbook });
  expect(ids(walked)).toEqual(["1.1[0].1 user : template (item 1)", "1.1[1].1 user : template (item 2)"]);
  expect(readFileSync(join(shop.folder, "ann"), "utf8")).toBe("ann zsh\n");
  expect(readFileSync(join(shop.folder, "bob"), "utf8")).toBe("bob ash\n");
});

test("who starts at a task of a repeated file starts at the file's beginning", async () => {
  shop.put("user.yml", "- name: one\n  debug: { msg: one }\n- name: two\n  debug: { msg: two }\n");
  const runbook = play("{ debug: { msg: before } }", "{ include_tasks: user.yml, loop: [1, 2] }");
  expect(said(await shop.walk({ runbook, settings: { startAtTask: "two" } }))).toEqual(["one", "two", "one", "two"]);
});
