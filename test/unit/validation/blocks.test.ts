import { describe, expect, test } from "vitest";
import { validating } from "../../support/validating.ts";

const hosts = "all:\n  hosts: { web1: }\n";
const site = (text: string) => ({
  "inventory.yaml": hosts,
  "site.yaml": `- hosts: all\n  tasks:\n${indented(text)}\n`,
});
const indented = (text: string) => text.replaceAll(/^/gm, "    ");

/** What is found in tasks, with their first line at line 3. */
async function found(text: string, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  return (await validating({ ...site(text), ...more })).found;
}

describe("in a block", () => {
  test("names are followed: its vars, what its steps register, what its rescue knows of the failure", async () => {
    const text = `- vars: { port: 80 }
  block:
    - command: probe
      register: probed
      failed_when: probed.rc > 1
  rescue:
    - debug: { msg: "{{ port }} {{ probed.rc }} {{ ansible_failed_task.name }} {{ ansible_failed_result }}" }
  always:
    - debug: { msg: "{{ prot }}" }`;
    expect(await found(text)).toEqual(["11:29 RB2002 `prot` is not defined"]);
  });

  test("its condition counts for its steps", async () => {
    const text = "- when: maybe is defined\n  block:\n    - debug: { msg: '{{ maybe }}' }";
    expect(await found(text)).toEqual([]);
  });

  test("a step behind one that always fails never runs; a rescue goes on", async () => {
    const rescued = "- block:\n    - fail:\n    - debug:\n  rescue:\n    - debug:\n- debug:";
    expect(await found(rescued)).toEqual([expect.stringMatching(/^5:11 RB2204 warning/)]);
    expect(await found("- block:\n    - fail:\n- debug:")).toEqual([expect.stringMatching(/^5:7 RB2204 warning/)]);
  });
});

describe("in another file", () => {
  test("mistakes are at their place there", async () => {
    const more = { "more.yaml": '- debug: { msg: "{{ nobody_has_it }}" }\n' };
    expect(await found("- import_tasks: more.yaml", more)).toEqual([
      "more.yaml:1:21 RB2002 `nobody_has_it` is not defined",
    ]);
  });

  test("what it may define where it cannot be read is no mistake", async () => {
    const more = { "more.yaml": "- comand: uptime\n  register: load\n- coppy: { a: 1 }\n" };
    const lines = await found('- import_tasks: more.yaml\n- debug: { msg: "{{ load }}" }', more);
    expect(lines.filter((line) => line.includes("RB2002"))).toEqual([]);
    expect(lines.some((line) => line.startsWith("more.yaml:"))).toBe(true);
  });

  test("what a file that is not there may define is no mistake either", async () => {
    expect(await found('- import_tasks: gone.yaml\n- debug: { msg: "{{ load }}" }')).toEqual([
      '3:21 RB2107 there is no file "gone.yaml"',
    ]);
  });

  test("variables of the runbook's own group_vars/ are known", async () => {
    const more = { "group_vars/all.yml": "port: 80\n" };
    expect(await found('- debug: { msg: "{{ port }}" }', more)).toEqual([]);
  });
});
