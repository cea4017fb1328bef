import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

// A play whose variables are in files that each host names, by what the inventory says and by a fact of the machine.
let user: Controller;
const put = (name: string, text: string) => writeFileSync(join(user.folder, name), text);
const limit = { timeout: 60_000 };

beforeAll(() => {
  user = controller();
  mkdirSync(join(user.folder, "vars"));
  put("inventory.yaml", "all: { vars: { ansible_connection: local }, hosts: { a: { kind: x }, b: { kind: y } } }\n");
  put("vars/x-Linux.yaml", "port: 1\n");
  put("vars/y-Linux.yaml", "port: 2\n");
  put("vars/x-Hurd.yaml", "port: 3\n");
  put(
    "site.yaml",
    `- hosts: all
  vars_files: ["vars/{{ kind }}-{{ ansible_facts.system }}.yaml"]
  tasks:
    - copy: { dest: "{{ playbook_dir }}/port-{{ inventory_hostname }}", content: "{{ port }}" }
      notify: tell
  handlers:
    - name: tell
      command: { argv: [sh, -c, "echo {{ port }} >> {{ playbook_dir }}/told-{{ inventory_hostname }}"] }
`,
  );
});
afterAll(() => user.remove());

test("a saved plan is refused when a file has changed that some host may choose", limit, async () => {
  await user.run("plan", "site.yaml", "--out", "saved");
  put("vars/x-Hurd.yaml", "port: 4\n");
  const refused = await user.run("apply", "saved", "-y");
  expect(refused).toMatchObject({ exitCode: 3 });
  expect(refused.stderr).toContain("RB7103");
});

test("each host has its own, and so have the handlers of a rollback", limit, async () => {
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
  const read = (name: string) => readFileSync(join(user.folder, name), "utf8");
  expect([read("port-a"), read("port-b")]).toEqual(["1", "2"]);
  expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect([read("told-a"), read("told-b")]).toEqual(["1\n1\n", "2\n2\n"]);
});
