import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const read = (name: string) => readFileSync(join(shop.folder, name), "utf8");

const motd = `
- hosts: all
  vars: { greeting: hello }
  tasks:
    - name: greet
      copy: { dest: "{{ dir }}/motd", content: "{{ greeting }} {{ inventory_hostname }}\\n" }
      notify: tell
    - name: number
      lineinfile: { path: "{{ dir }}/motd", line: "one" }
  handlers:
    - name: tell
      command: { argv: [cp, "{{ dir }}/motd", "{{ dir }}/told"] }
`;

describe("plan and apply are one walk", () => {
  test("a plan writes nothing, and later tasks see what earlier ones will have written", async () => {
    const { tasks, exitCode } = await shop.walk({ runbook: motd, mode: "plan" });
    expect(exitCode).toBe(0);
    expect(existsSync(join(shop.folder, "motd"))).toBe(false);
    expect(tasks.map(({ name, status }) => [name, status])).toEqual([
      ["greet", "changed"],
      ["number", "changed"],
      ["tell", "changed"],
    ]);
    expect(tasks[0]?.changes[0]?.diff).toContain("+hello here");
    expect(tasks[1]?.changes[0]?.diff).toBe("@@ -1 +1,2 @@\n hello here\n+one");
  });

  test("an apply makes what the plan showed, and a second one changes nothing", async () => {
    const first = await shop.walk({ runbook: motd });
    expect(first.statuses()).toEqual(["greet: changed", "number: changed", "tell: changed"]);
    expect(read("told")).toBe("hello here\none\n");
    const second = await shop.walk({
      runbook: motd.replace("content:", "force: false, content:"),
    });
    expect(second.statuses()).toEqual(["greet: ok", "number: ok"]);
  });
});

describe("switches that were meant to be off", () => {
  test("a condition that is the text no fails, and neither runs nor skips its task", async () => {
    const runbook = `
- hosts: all
  vars: { enabled: no }
  tasks:
    - name: perhaps
      debug:
      when: enabled
`;
    const { tasks, exitCode } = await shop.walk({ runbook });
    expect(exitCode).toBe(2);
    expect(tasks[0]?.message).toContain('the text "no" is no boolean');
  });

  test("ignore_errors takes the word no from a variable", async () => {
    const runbook = `
- hosts: all
  vars: { lenient: no }
  tasks:
    - name: fails
      command: "false"
      ignore_errors: "{{ lenient }}"
    - name: next
      debug:
`;
    const { statuses, exitCode } = await shop.walk({ runbook });
    expect(exitCode).toBe(2);
    expect(statuses()).toEqual(["fails: failed"]);
  });
});

describe("what only a real run can tell", () => {
  const runbook = `
- hosts: all
  tasks:
    - name: make a token
      shell: echo token-7 | tee "$1{{ dir }}/token"
      args: { writes: ["{{ dir }}/token"] }
      register: token
    - name: keep it
      copy: { dest: "{{ dir }}/kept", content: "{{ token.stdout }}" }
    - name: only for seven
      copy: { dest: "{{ dir }}/seven", content: "7" }
      when: token.stdout is search('7')
    - name: read it back
      command: { argv: [cat, "{{ dir }}/kept"] }
      check_mode: false
      changed_when: false
      register: kept
    - name: check
      assert: { that: kept.stdout == 'token-7' }
`;

  test("is unknown in the plan, spreads, and names the task that it waits for", async () => {
    const { tasks, exitCode } = await shop.walk({ runbook, mode: "plan" });
    expect(exitCode).toBe(0);
    expect(tasks.map(({ name, status, unknowns }) => [name, status, unknowns])).toEqual([
      ["make a token", "changed", []],
      ["keep it", "changed", ["known after: make a token"]],
      ["only for seven", "changed", ["known after: make a token"]],
      ["read it back", "ok", ["known after: make a token"]],
      ["check", "ok", ["known after: make a token"]],
    ]);
  });

  test("is known in the apply", async () => {
    const { statuses, exitCode } = await shop.walk({ runbook });
    expect(statuses()).toEqual([
      "make a token: changed",
      "keep it: changed",
      "only for seven: changed",
      "read it back: ok",
      "check: ok",
    ]);
    expect(exitCode).toBe(0);
    expect(read("kept")).toBe("token-7");
  });

  test("a file that a pending command writes is previewed on its bytes of today, with the reason", async () => {
    shop.put("conf", "a=1\n");
    const edit = `
- hosts: all
  tasks:
    - name: generate
      command: { argv: [touch, "{{ dir }}/conf"], writes: ["{{ dir }}/conf"] }
    - name: edit
      lineinfile: { path: "{{ dir }}/conf", line: "b=2" }
`;
    const { tasks } = await shop.walk({ runbook: edit, mode: "plan" });
    expect(tasks[1]).toMatchObject({ status: "changed", unknowns: ["known after: generate"] });
    expect(tasks[1]?.changes[0]?.diff).toContain("+b=2");
  });

  test("a read-only command runs in the plan while nothing is pending", async () => {
    shop.put("conf", "x");
    const look = `
- hosts: all
  tasks:
    - { name: look, command: { argv: [cat, "{{ dir }}/conf"] }, check_mode: false, changed_when: false, register: conf }
    - { name: judge, assert: { that: "conf.stdout == 'x'" } }
`;
    const { statuses, tasks } = await shop.walk({ runbook: look, mode: "plan" });
    expect(statuses()).toEqual(["look: ok", "judge: ok"]);
    expect(tasks[1]?.unknowns).toEqual([]);
  });
});

describe("keywords", () => {
  test("when, register, loop, changed_when, failed_when and ignore_errors", async () => {
    const runbook = `
- hosts: all
  tasks:
    - { name: never, command: /bin/false, when: 1 > 2 }
    - { name: fails softly, command: /bin/false, ignore_errors: true, register: soft }
    - { name: says so, debug: { msg: "{{ soft is failed }} {{ soft.rc }}" } }
    - { name: each, command: { argv: [echo, "{{ item }}"] }, loop: [a, b], register: each, changed_when: "item == 'b'" }
    - { name: both, assert: { that: "each.results | map(attribute='stdout') | join(',') == 'a,b'" } }
    - { name: fine by us, command: { argv: [sh, -c, "exit 3"] }, failed_when: false, changed_when: false }
    - { name: not fine, command: "true", failed_when: true }
    - { name: unreached, debug: { msg: no } }
`;
    const { statuses, tasks, exitCode } = await shop.walk({ runbook });
    expect(statuses()).toEqual([
      "never: skipped",
      "fails softly: failed",
      "says so: ok",
      "each: changed",
      "both: ok",
      "fine by us: ok",
      "not fine: failed",
    ]);
    expect(tasks[1]?.ignored).toBe(true);
    expect(exitCode).toBe(2);
  });

  test("handlers run once, in their order, at a flush and at the end; what is owed by a failed host is said", async () => {
    const runbook = `
- hosts: all
  tasks:
    - { name: a, command: "true", notify: [second, first] }
    - { name: b, command: "true", notify: first }
    - meta: flush_handlers
    - { name: c, command: "true", notify: topic }
    - { name: d, command: "false" }
  handlers:
    - { name: first, command: "true" }
    - { name: second, command: "true" }
    - { name: third, command: "true", listen: topic }
`;
    const { statuses, events } = await shop.walk({ runbook });
    expect(statuses()).toEqual([
      "a: changed",
      "b: changed",
      "first: changed",
      "second: changed",
      "c: changed",
      "d: failed",
    ]);
    expect(events.find(({ type }) => type === "noted")).toMatchObject({
      host: "here",
      message: expect.stringContaining('"third"'),
    });
  });

  test("tags select tasks, vars of a task win over those of the play, set_fact wins over both", async () => {
    const runbook = `
- hosts: all
  vars: { x: play, y: "{{ x }}!" }
  tasks:
    - { name: one, tags: [t], vars: { x: task }, assert: { that: "y == 'task!'" } }
    - { name: fact, tags: [t], set_fact: { x: fact } }
    - { name: two, tags: [t], vars: { x: task }, assert: { that: "y == 'fact!'" } }
    - { name: other, fail: { msg: must not run } }
`;
    const { statuses } = await shop.walk({ runbook, settings: { tags: ["t"] } });
    expect(statuses()).toEqual(["one: ok", "fact: ok", "two: ok"]);
  });

  test("environment reaches commands, task over play", async () => {
    const runbook = `
- hosts: all
  environment: { A: play, B: play }
  tasks:
    - { name: env, shell: 'echo "$A $B"', environment: { B: task }, register: out }
    - { name: is, assert: { that: "out.stdout == 'play task'" } }
`;
    expect((await shop.walk({ runbook })).exitCode).toBe(0);
  });
});

describe("hosts side by side", () => {
  const two = "[web]\nw1 n=1\nw2 n=2\n[all:vars]\nansible_connection=local\n";

  test("a failing host stops alone; a task that names hostvars waits for all", async () => {
    const runbook = `
- hosts: web
  tasks:
    - { name: mine, set_fact: { mine: "{{ n }}" } }
    - { name: gather, set_fact: { all_of_us: "{{ hostvars.values() | map(attribute='mine') | list }}" } }
    - { name: check, assert: { that: "all_of_us | length == 2" } }
    - { name: one fails, command: "false", when: "inventory_hostname == 'w1'" }
    - { name: after, debug: { msg: "{{ play_hosts }}" } }
`;
    const { statuses, exitCode } = await shop.walk({ runbook, inventory: two });
    expect(statuses("w1")).toEqual(["mine: ok", "gather: ok", "check: ok", "one fails: failed"]);
    expect(statuses("w2")).toEqual(["mine: ok", "gather: ok", "check: ok", "one fails: skipped", "after: ok"]);
    expect(exitCode).toBe(2);
  });
});

describe("mistakes of a host are one clear message", () => {
  test("a missing file, an undefined name", async () => {
    shop.put("conf", "a\n");
    const runbook = `
- hosts: all
  tasks:
    - { name: not there, lineinfile: { path: "{{ dir }}/none/conf", line: x }, ignore_errors: true }
    - { name: undefined, debug: { msg: "{{ nothing_like_this }}" } }
`;
    const { tasks } = await shop.walk({ runbook });
    expect(tasks.map(({ code, at }) => [code, at])).toEqual([
      ["RB5001", "runbook.yaml:4:26"],
      ["RB2002", "runbook.yaml:5:44"],
    ]);
  });
});
