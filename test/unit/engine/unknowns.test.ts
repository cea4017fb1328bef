import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unknown } from "../../../src/expression/unknown.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

/** Plans tasks after a command whose result is registered as `later`. */
function plan(tasks: string, rest = "") {
  const runbook = `
- hosts: all
  tasks:
    - name: earlier
      command: { argv: [echo, x] }
      register: later
${tasks}${rest}`;
  return shop.walk({ runbook, mode: "plan", extra: { missing: new Unknown('the input "missing" is not given') } });
}

describe("a plan never fails because of what only a real run can tell", () => {
  test.each([
    ["loop", "changed", `command: { argv: [echo, "{{ item }}"] }\n      loop: "{{ later.stdout_lines }}"`],
    ["loop of a module that only looks", "ok", `debug: { msg: "{{ item }}" }\n      loop: "{{ later.stdout_lines }}"`],
    [
      "loop and a when that needs the item",
      "changed",
      `command: { argv: [echo, x] }\n      loop: "{{ later.stdout_lines }}"\n      when: item == "x"`,
    ],
    [
      "loop and a when that is false",
      "skipped",
      `command: { argv: [echo, x] }\n      loop: "{{ later.stdout_lines }}"\n      when: 1 == 2`,
    ],
    ["when", "changed", `command: { argv: [echo, x] }\n      when: later.stdout == "x"`],
    ["failed_when", "changed", `command: { argv: [echo, x] }\n      failed_when: later.stdout == "x"`],
    ["changed_when", "changed", `command: { argv: [echo, x] }\n      changed_when: later.stdout == "x"`],
    ["environment", "changed", `command: { argv: [echo, x] }\n      environment: { A: "{{ later.stdout }}" }`],
    ["all of environment", "changed", `command: { argv: [echo, x] }\n      environment: "{{ missing }}"`],
    ["become", "changed", `command: { argv: [echo, x] }\n      become: "{{ missing }}"`],
    [
      "become_user",
      "changed",
      `command: { argv: [echo, x] }\n      become: true\n      become_user: "{{ later.stdout }}"`,
    ],
    ["path", "changed", `copy: { dest: "{{ later.stdout }}", content: x }`],
    ["a file that the command may make", "changed", `lineinfile: { path: "{{ dir }}/made", line: x }`],
    ["notify", "changed", `command: { argv: [echo, x] }\n      notify: "{{ later.stdout }}"`],
  ])("%s: %s", async (_, status, task) => {
    const { statuses, tasks, exitCode } = await plan(`    - name: task\n      ${task}\n`);
    expect([exitCode, ...statuses()]).toEqual([0, "earlier: changed", `task: ${status}`]);
    if (status !== "skipped") expect(tasks[1]?.unknowns.join()).toMatch(/known after: earlier|"missing" is not given/);
  });

  test("what cannot be right after any command is an error all the same", async () => {
    const { statuses } = await plan(
      `    - name: task\n      lineinfile: { path: "{{ dir }}", line: x, state: wrong }\n`,
    ).catch((error: unknown) => ({ statuses: () => [String(error)] }));
    expect(statuses().join()).toContain("state");
  });

  test("a loop over what is unknown leaves what it may write unsure", async () => {
    const { tasks } = await plan(`
    - name: each
      copy: { dest: "{{ dir }}/f", content: "{{ item }}" }
      loop: "{{ later.stdout_lines }}"
    - name: then
      lineinfile: { path: "{{ dir }}/f", line: x, create: true }
`);
    expect(tasks[2]).toMatchObject({ status: "changed", unknowns: ["known after: each"] });
  });
});

describe("an apply never guesses", () => {
  const runbook = (task: string) => `
- hosts: all
  tasks:
    - name: preview
      command: { argv: [echo, x] }
      check_mode: true
      register: preview
    - name: task
      ${task}
`;
  test.each([
    ["when", `command: { argv: [echo, x] }\n      when: preview.stdout == "x"`],
    ["loop", `command: { argv: [echo, x] }\n      loop: "{{ preview.stdout_lines }}"`],
    ["failed_when", `command: { argv: [echo, x] }\n      failed_when: preview.stdout == "x"`],
    ["a parameter", `copy: { dest: "{{ dir }}/f", content: "{{ preview.stdout }}" }`],
  ])("%s that hangs on a mere preview fails", async (_, task) => {
    const { tasks } = await shop.walk({ runbook: runbook(task) });
    expect(tasks[1]).toMatchObject({ status: "failed", code: "RB2003" });
    expect(tasks[1]?.message).toContain("known after: preview");
  });

  test("previews of an apply do not pile up: each shows the host as it is", async () => {
    const { tasks } = await shop.walk({
      runbook: `
- hosts: all
  tasks:
    - name: shown only
      copy: { dest: "{{ dir }}/f", content: "1\\n" }
      check_mode: true
    - name: again
      copy: { dest: "{{ dir }}/f", content: "1\\n" }
      check_mode: true
`,
    });
    expect(tasks.map(({ status }) => status)).toEqual(["changed", "changed"]);
  });
});

describe("the overlay", () => {
  const steps = (tasks: string) => shop.walk({ mode: "plan", runbook: `\n- hosts: all\n  tasks:\n${tasks}` });

  test("a link of the host leads to what is planned behind it, both ways", async () => {
    mkdirSync(join(shop.folder, "v1"));
    symlinkSync("v1", join(shop.folder, "current"));
    const { statuses } = await steps(`
    - { name: new, copy: { dest: "{{ dir }}/current/a", content: "1\\n" } }
    - { name: behind, lineinfile: { path: "{{ dir }}/v1/a", line: "1" } }
    - { name: new too, copy: { dest: "{{ dir }}/v1/b", content: "1\\n" } }
    - { name: through, lineinfile: { path: "{{ dir }}/current/b", line: "1" } }
    - { name: folder, file: { path: "{{ dir }}/current/d", state: directory } }
    - { name: folder behind, file: { path: "{{ dir }}/v1/d", state: directory } }
    - { name: gone, file: { path: "{{ dir }}/v1/a", state: absent } }
    - { name: gone through, file: { path: "{{ dir }}/current/a", state: absent } }
`);
    expect(statuses()).toEqual([
      "new: changed",
      "behind: ok",
      "new too: changed",
      "through: ok",
      "folder: changed",
      "folder behind: ok",
      "gone: changed",
      "gone through: ok",
    ]);
  });

  test("a planned link is followed", async () => {
    shop.put("2.0/conf", "port=1\n");
    shop.put("2.1/conf", "port=2\n");
    symlinkSync("2.0", join(shop.folder, "current"));
    const { tasks } = await steps(`
    - { name: switch, file: { path: "{{ dir }}/current", src: "2.1", state: link } }
    - { name: read, lineinfile: { path: "{{ dir }}/current/conf", line: "port=2" } }
    - { name: alias, file: { path: "{{ dir }}/alias", src: "current/conf", state: link } }
    - { name: read alias, lineinfile: { path: "{{ dir }}/alias", line: "port=3" } }
`);
    expect(tasks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "switch: changed",
      "read: ok",
      "alias: changed",
      "read alias: changed",
    ]);
    expect(tasks[3]?.changes[0]).toMatchObject({
      path: join(shop.folder, "2.1/conf"),
      diff: expect.stringContaining("+port=3"),
    });
  });

  test("a folder that is taken away and made anew is empty; one that gets another mode is not", async () => {
    shop.put("d/old", "1\n");
    const { tasks } = await steps(`
    - { name: mode, file: { path: "{{ dir }}/d", mode: "0700" } }
    - { name: still there, lineinfile: { path: "{{ dir }}/d/old", line: "1" } }
    - { name: remove, file: { path: "{{ dir }}/d", state: absent } }
    - { name: make, file: { path: "{{ dir }}/d", state: directory } }
    - { name: gone, lineinfile: { path: "{{ dir }}/d/old", line: "1", create: true } }
`);
    expect(tasks.map(({ status }) => status)).toEqual(["changed", "ok", "changed", "changed", "changed"]);
    expect(tasks[4]?.changes[0]?.title).toContain("create");
  });

  test("creates sees what is planned", async () => {
    const { statuses } = await steps(`
    - { name: write, copy: { dest: "{{ dir }}/done", content: x } }
    - { name: run, command: { argv: [echo, x], creates: "{{ dir }}/done" } }
`);
    expect(statuses()).toEqual(["write: changed", "run: ok"]);
  });
});
