import { afterEach, beforeEach, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

async function said(message: string, vars = "{}", walking: Partial<Parameters<Workshop["walk"]>[0]> = {}) {
  const text = `- hosts: all\n  vars: ${vars}\n  tasks:\n    - name: t\n      debug:\n        msg: ${JSON.stringify(message)}\n`;
  const { tasks } = await shop.walk({ ...walking, runbook: text });
  const [task] = tasks;
  return task?.status === "ok" ? task.message : `${task?.code} ${task?.message}`;
}

test("a file is found in the folder files, then beside the runbook", async () => {
  shop.put("motd", "beside\n");
  expect(await said("{{ lookup('file', 'motd') }}")).toBe("beside");
  shop.put("files/motd", "in files\n");
  expect(await said("{{ lookup('file', 'motd') }}")).toBe("in files");
  expect(await said(`{{ lookup('file', dir ~ '/motd') }}`)).toBe("beside");
});

test("the environment is the program's, in vars too", async () => {
  const environment = { STAGE: "prod" };
  expect(await said("{{ stage }}", `{ stage: "{{ lookup('env', 'STAGE') }}" }`, { environment })).toBe("prod");
  expect(await said("<{{ lookup('env', 'constructor') }}>", "{}", { environment })).toBe("<>");
});

test("a template sees the host's variables, those of the lookup first, and may look up others", async () => {
  shop.put(
    "templates/outer.j2",
    "{% for p in ports %}\n{{ lookup('template', 'inner.j2', template_vars={'p': p}) }}{% endfor %}\n",
  );
  shop.put("templates/inner.j2", "{{ inventory_hostname }}:{{ p }} {{ 'a\\\\b' }}\n");
  const vars = "{ ports: [80, 81], p: none }";
  expect(await said("{{ lookup('template', 'outer.j2') }}", vars)).toBe("here:80 a\\b\nhere:81 a\\b\n");
  expect(await said("{{ lookup('template', 'outer.j2') }}", vars, { mode: "plan" })).toBe(
    "here:80 a\\b\nhere:81 a\\b\n",
  );
});

test("what cannot be found or read is said with its place", async () => {
  expect(await said("{{ lookup('file', 'nope') }}")).toContain('RB2107 there is no file "nope"');
  shop.put("files/bytes", "x");
  const { writeFileSync } = await import("node:fs");
  writeFileSync(`${shop.folder}/files/bytes`, Uint8Array.of(0xff, 0xfe));
  expect(await said("{{ lookup('file', 'bytes') }}")).toContain('RB1001 the file "bytes" is not UTF-8 text');
  expect(await said("{{ lookup('file', '.') }}")).toContain("RB2107");
  shop.put("templates/self.j2", "{{ lookup('template', 'self.j2') }}");
  expect(await said("{{ lookup('template', 'self.j2') }}")).toContain("RB2006 more than 20 templates");
  shop.put("templates/bad.j2", "\n{{ nope }}");
  expect(await said("{{ lookup('template', 'bad.j2') }}")).toContain("RB2002 `nope` is not defined");
});

test("files that were looked up are kept with a plan", async () => {
  shop.put("files/motd", "hello\n");
  const kept: string[] = [];
  const keeper = { content: () => {}, file: (path: string) => kept.push(path) };
  await said("{{ lookup('file', 'motd') }}", "{}", { mode: "plan", keeper });
  expect(kept).toEqual([`${shop.folder}/files/motd`]);
});

test("backslashes in values of a runbook are Ansible's", async () => {
  expect(await said("{{ 'a\\\\b' }}{{ 'x1' | regex_replace('(\\\\d)', '<\\\\1>') }}")).toBe("a\\\\bx1");
});

test("omit leaves out a parameter, an item or a key", async () => {
  const text = `- hosts: all
  tasks:
    - { name: msg, debug: { msg: "{{ nothing | default(omit) }}" } }
    - { name: item, command: { argv: [echo, a, "{{ nothing | default(omit) }}", "{{ 'b' | default(omit) }}"] }, register: echoed }
    - { name: said, debug: { msg: "{{ echoed.stdout }}" } }
    - { name: part, debug: { msg: "x{{ omit }}" } }
`;
  const { tasks } = await shop.walk({ runbook: text });
  const told = tasks.map(({ status, code, message }) => [status, code, message]);
  expect(told[0]?.[0]).toBe("ok");
  expect(told[2]).toEqual(["ok", undefined, "a b"]);
  expect(told[3]?.slice(0, 2)).toEqual(["failed", "RB1101"]);
});
