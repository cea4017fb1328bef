import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const two = "[all]\na\nb\n[all:vars]\nansible_connection=local\n";
const killShell =
  'read -r _ _ _ p _ </proc/$PPID/stat; case $(tr "\\0" " " </proc/$p/cmdline) in *rb_tag*) ;; *) p=$PPID;; esac; kill -9 $p $PPID; sleep 1';

describe("a connection that is lost", () => {
  test("together with what waits for the command: unknown, and no later play", async () => {
    const { tasks, events, exitCode } = await shop.walk({
      inventory: two,
      runbook: `
- hosts: all
  tasks:
    - { name: first, command: { argv: [echo, x] } }
    - name: cut
      shell: '${killShell}'
      ignore_errors: true
      when: inventory_hostname == "a"
    - { name: last, command: { argv: [echo, x] } }
- hosts: all
  tasks:
    - { name: later, debug: { msg: here } }
`,
    });
    const of = (host: string) =>
      tasks.filter((one) => one.host === host).map(({ name, status }) => `${name}: ${status}`);
    expect(of("a")).toEqual(["first: changed", "cut: unknown"]);
    expect(of("b")).toEqual(["first: changed", "cut: skipped", "last: changed", "later: ok"]);
    expect(tasks.find(({ status }) => status === "unknown")?.message).toContain("it cannot be told what happened");
    expect(exitCode).toBe(4);
    expect(events.at(-1)).toMatchObject({ type: "run.finished", stats: { a: { unknown: 1, unreachable: 0 } } });
  });

  test("while something only looks: the host is unreachable, and nothing is unknown", async () => {
    const { tasks, events } = await shop.walk({
      mode: "plan",
      runbook: `
- hosts: all
  tasks:
    - name: cut
      shell: '${killShell}'
      check_mode: false
`,
    });
    expect(tasks).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: "run.finished", stats: { here: { unknown: 0, unreachable: 1 } } });
  });
});

describe("whatever goes wrong, a run ends with run.finished", () => {
  test("a notify, an ignore_errors, a manual task that cannot be evaluated fail their host only", async () => {
    const { tasks, exitCode, events } = await shop.walk({
      inventory: two,
      runbook: `
- hosts: a
  max_fail_percentage: 100
  tasks:
    - { name: notify, command: { argv: [echo] }, notify: "{{ nothing }}" }
- hosts: b
  max_fail_percentage: 100
  tasks:
    - { name: ignore, command: { argv: ["false"] }, ignore_errors: "{{ nothing }}" }
- hosts: all
  tasks:
    - { name: never, debug: { msg: x } }
`,
    });
    expect(tasks.map(({ name, status, code }) => [name, status, code])).toEqual([
      ["notify", "failed", "RB2002"],
      ["ignore", "failed", "RB5007"],
    ]);
    expect(exitCode).toBe(2);
    expect(events.at(-1)?.type).toBe("run.finished");
  });

  test("a manual task that cannot be told to a host fails it", async () => {
    const { tasks, exitCode, events } = await shop.walk({
      runbook: `
- hosts: all
  tasks:
    - { name: person, manual: { instructions: "{{ nothing }}" } }
    - { name: never, debug: { msg: x } }
`,
    });
    expect(tasks.map(({ name, status, code }) => [name, status, code])).toEqual([["person", "failed", "RB2002"]]);
    expect(exitCode).toBe(2);
    expect(events.at(-1)?.type).toBe("run.finished");
  });

  test("a record that cannot be written stops every host before its next step; screens hear of the end", async () => {
    const seen: Event[] = [];
    let full = false;
    const names = ["a", "b", "c"];
    const walking = shop.walk({
      inventory: `[all]\n${names.join("\n")}\n[all:vars]\nansible_connection=local\n`,
      settings: { forks: 2 },
      runbook: `
- hosts: all
  tasks:
    - { name: one, command: { argv: [sleep, "0.1"] } }
    - { name: two, copy: { dest: "{{ dir }}/{{ inventory_hostname }}", content: x } }
`,
      listeners: [
        (event) => {
          if (full || event.type === "task.finished") {
            full = true;
            throw new Error("disk full");
          }
        },
        (event) => seen.push(event),
      ],
    });
    await expect(walking).rejects.toThrow("disk full");
    const files = names.filter((name) => existsSync(join(shop.folder, name)));
    expect(files).toEqual([]);
    expect(seen.filter(({ type }) => type === "task.finished").length).toBeLessThanOrEqual(2);
    expect(seen.at(-1)).toMatchObject({ type: "run.finished", exitCode: 1 });
  });
});

test("handlers that notify earlier ones are followed, each once", async () => {
  const { statuses, events } = await shop.walk({
    runbook: `
- hosts: all
  tasks:
    - { name: task, command: { argv: [echo] }, notify: second }
  handlers:
    - { name: first, command: { argv: [echo] }, notify: second }
    - { name: second, command: { argv: [echo] }, notify: first }
`,
  });
  expect(statuses()).toEqual(["task: changed", "second: changed", "first: changed"]);
  expect(events.filter(({ type }) => type === "noted")).toHaveLength(1);
});

test("a computed notify that matches no handler is a mistake", async () => {
  const { tasks } = await shop.walk({
    extra: { who: "nobody" },
    runbook: `
- hosts: all
  tasks:
    - { name: task, command: { argv: [echo] }, notify: "tell {{ who }}" }
  handlers:
    - { name: tell me, command: { argv: [echo] } }
`,
  });
  expect(tasks[0]).toMatchObject({ status: "failed", code: "RB2104" });
});

test("every problem of a task is shown", async () => {
  const { tasks } = await shop.walk({
    extra: { a: "wrong", b: "wrong too" },
    runbook: `
- hosts: all
  tasks:
    - { name: task, copy: { dest: "{{ dir }}/f", content: x, mode: "{{ a }}" } }
`,
  });
  expect(tasks[0]).toMatchObject({ status: "failed", code: "RB1101" });
});

describe("no_log", () => {
  const shown = async (task: string) => {
    const { events } = await shop.walk({
      extra: { value: "c4n4ry", hidden: new SecretText("hidden", "c4n4ry") },
      runbook: `\n- hosts: all\n  tasks:\n    - name: task\n      no_log: true\n${task}`,
    });
    return JSON.stringify(events.filter(({ type }) => type === "task.finished" || type === "noted"));
  };
  test.each([
    ["a failing command", `      shell: echo c4n4ry >&2; echo c4n4ry; false\n`],
    ["a failing command of a loop", `      shell: "echo {{ item }} >&2; false"\n      loop: ["{{ value }}"]\n`],
    ["a wrong parameter", `      copy: { dest: "{{ dir }}/f", content: x, mode: "{{ value }}" }\n`],
    ["a message", `      debug: { msg: "{{ value }}" }\n`],
    ["messages of a loop", `      debug: { msg: "{{ item }}" }\n      loop: ["{{ value }}"]\n`],
    ["a diff", `      copy: { dest: "{{ dir }}/f", content: "{{ value }}" }\n`],
    ["a path", `      copy: { dest: "{{ dir }}/no/{{ value }}", content: x }\n`],
    ["an assertion", `      assert: { that: value == "x", fail_msg: "{{ value }}" }\n`],
  ])("hides %s", async (_, task) => {
    expect(await shown(task)).not.toContain("c4n4ry");
  });

  test("a secret in a loop and in a register stays one without no_log", async () => {
    const { events } = await shop.walk({
      extra: { hidden: new SecretText("hidden", "c4n4ry") },
      runbook: `
- hosts: all
  tasks:
    - name: loop
      debug: { msg: "it is {{ item }}" }
      loop: ["{{ hidden }}", { key: "{{ hidden }}" }]
      register: said
    - { name: all, debug: { var: said } }
    - { name: fail, fail: { msg: "{{ said.results }}" } }
`,
    });
    expect(JSON.stringify(events)).not.toContain("c4n4ry");
  });
});
