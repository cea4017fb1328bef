import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HostVariables } from "../../../src/engine/host-variables.ts";
import { readInventory } from "../../../src/inventory/read-inventory.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const two = "[all]\na\nb\n[all:vars]\nansible_connection=local\n";
const said = async (tasks: string, vars = "{}", inventory = two) => {
  const walked = await shop.walk({ inventory, runbook: `\n- hosts: all\n  vars: ${vars}\n  tasks:\n${tasks}` });
  return walked.tasks.filter(({ host }) => host === "a");
};

describe("variables", () => {
  test("of a host that refer to themselves, straight or by way of hostvars, are named", async () => {
    for (const vars of [
      '{ x: "{{ y }}", y: "{{ x }}" }',
      '{ x: "{{ hostvars[inventory_hostname].x }}" }',
      `{ x: "{{ hostvars['b'].y }}", y: "{{ hostvars['a'].x }}" }`,
    ]) {
      const [task] = await said('    - { name: t, debug: { msg: "{{ x }}" } }\n', vars);
      expect(task).toMatchObject({ status: "failed", code: "RB2005" });
    }
  });

  test("of a task may build on those below them", async () => {
    const [task] = await said(
      `    - { name: t, vars: { x: "{{ hostvars['a'].x }}+" }, debug: { msg: "{{ x }}" } }\n`,
      "{ x: play }",
    );
    expect(task?.message).toBe("play+");
  });

  test("of other hosts can be shown and kept as a whole", async () => {
    const tasks = await said(
      `    - { name: show, debug: { var: hostvars.b } }
    - { name: keep, set_fact: { other: "{{ hostvars['b'] }}" } }
    - { name: use, assert: { that: other.n == 7 } }
    - { name: all, debug: { msg: "{{ hostvars.values() | map(attribute='n') | join(',') }}" } }\n`,
      "{ n: 7 }",
    );
    expect(tasks.map(({ name, status, message }) => [name, status, message]).slice(1)).toEqual([
      ["keep", "ok", undefined],
      ["use", "ok", undefined],
      ["all", "ok", "7,7"],
    ]);
  });

  test("of a host that could not be reached are there for the others", async () => {
    const [task] = await said(
      `    - { name: t, debug: { msg: "{{ hostvars['b'].n }} {{ ansible_play_hosts | length }}" } }\n`,
      "{}",
      "[all]\na ansible_connection=local n=1\nb n=2 gone=1 ansible_connection=local\n",
    );
    expect(task?.message).toBe("2 2");
  });
});

describe("what is gathered of a host", () => {
  const shown = async (text: string, vars = "{}") =>
    (
      await said(
        `    - { name: f, setup: { gather_subset: [platform] } }\n    - { name: t, debug: { msg: "${text}" } }\n`,
        vars,
      )
    ).at(-1);

  test("is above its inventory and below the play's variables", async () => {
    const inventory = two.replace("a\n", "a ansible_system=inventory\n");
    const tasks =
      '    - { name: f, setup: { gather_subset: [platform] } }\n    - { name: t, debug: { msg: "{{ ansible_system }}" } }\n';
    expect((await said(tasks, "{}", inventory)).at(-1)?.message).toBe("Linux");
    expect((await said(tasks, "{ ansible_system: play }", inventory)).at(-1)?.message).toBe("play");
    expect((await shown("{{ ansible_facts.system }}", "{ ansible_system: play }"))?.message).toBe("Linux");
  });

  test("once, is known to all, and does not win over what a task set", async () => {
    const tasks = `    - { name: s, set_fact: { ansible_system: set } }
    - { name: f, setup: { gather_subset: [platform] }, run_once: true }
    - { name: t, debug: { msg: "{{ ansible_system }} {{ hostvars.b.ansible_facts.system }} {{ hostvars.b.ansible_system }}" } }\n`;
    expect((await said(tasks)).at(-1)?.message).toBe("set Linux set");
  });
});

test("what hostvars gives of a host is made once, and still tells what is new", () => {
  const host = readInventory([{ name: "i", text: "[all]\na n=1\n" }]).hosts.get("a");
  if (!host) throw new Error("no host");
  const magic = () => ({ lookup: () => undefined, names: () => [] });
  const variables = new HostVariables(host, { defaults: new Map(), extra: new Map(), magic });
  const map = variables.asMap();
  expect(variables.asMap()).toBe(map);
  expect(map.n).toBe(1);
  variables.learned.set("fact", 1);
  const more = variables.asMap();
  expect(more.fact).toBe(1);
  variables.learned.set("fact", 2);
  expect(variables.asMap()).toBe(more);
  expect(more.fact).toBe(2);
});
