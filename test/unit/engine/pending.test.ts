import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...tasks: readonly object[]) => JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);
const copy = (file: string, more: object = {}) => ({
  name: file,
  copy: { dest: `{{ dir }}/${file}`, content: `${file}\n`, ...more },
});
const there = (file: string) => existsSync(join(shop.folder, file));
const text = (file: string) => readFileSync(join(shop.folder, file), "utf8");

function frames({ events }: Walked): number {
  const end = events.find((event) => event.type === "run.finished");
  return end?.frames ?? Number.NaN;
}

describe("changes of several tasks travel together", () => {
  test("20 tasks on 20 files take one frame to open the shell and look, and one to write", async () => {
    const runbook = play(...Array.from({ length: 20 }, (_, index) => copy(`f${index}`)));
    const walked = await shop.walk({ runbook });
    expect(walked.statuses()).toEqual(Array.from({ length: 20 }, (_, index) => `f${index}: changed`));
    expect(text("f19")).toBe("f19\n");
    expect(frames(walked)).toBe(2);
    const plan = await shop.walk({ runbook, mode: "plan" });
    expect(plan.statuses()[19]).toBe("f19: ok");
    expect(frames(plan)).toBe(1);
  });

  test("so do the items of a loop", async () => {
    const items = Array.from({ length: 20 }, (_, index) => `i${index}`);
    const task = { name: "all", copy: { dest: "{{ dir }}/{{ item }}", content: "{{ item }}" }, loop: items };
    const walked = await shop.walk({ runbook: play(task) });
    expect(walked.tasks[0]).toMatchObject({ status: "changed" });
    expect(walked.tasks[0]?.changes).toHaveLength(20);
    expect(items.map(text)).toEqual(items);
    expect(frames(walked)).toBe(2);
  });

  test("a task that looks at what is pending sees it done", async () => {
    shop.put("real/a", "old\n");
    symlinkSync("real", join(shop.folder, "alias"));
    const walked = await shop.walk({
      runbook: play(
        { name: "write", copy: { dest: "{{ dir }}/real/a", content: "one\n" } },
        { name: "look", stat: { path: "{{ dir }}/alias/a" }, register: "seen" },
        { name: "line", lineinfile: { path: "{{ dir }}/alias/a", line: "{{ seen.stat.size }}" } },
        { name: "read", command: "cat {{ dir }}/real/a", register: "said" },
        { name: "check", assert: { that: "said.stdout_lines == ['one', '4']" } },
      ),
    });
    expect(walked.statuses()).toEqual(["write: changed", "look: ok", "line: changed", "read: changed", "check: ok"]);
    expect(text("real/a")).toBe("one\n4\n");
  });

  test("a folder and what goes into it, a link and what lies behind it", async () => {
    const walked = await shop.walk({
      runbook: play(
        { name: "folder", file: { path: "{{ dir }}/new", state: "directory" } },
        copy("new/a"),
        { name: "link", file: { path: "{{ dir }}/l", src: "new", state: "link" } },
        { name: "behind", lineinfile: { path: "{{ dir }}/l/a", line: "more" } },
        { name: "gone", file: { path: "{{ dir }}/l", state: "absent" } },
        { name: "missing", stat: { path: "{{ dir }}/l/a" }, register: "seen" },
        { name: "check", assert: { that: "not seen.stat.exists" } },
      ),
    });
    expect(walked.exitCode).toBe(0);
    expect(text("new/a")).toBe("new/a\nmore\n");
  });

  test("what a register holds is known before it is done, and a handler runs once it is", async () => {
    const tasks = [
      { ...copy("a"), register: "made", notify: "tell" },
      { name: "when changed", copy: { dest: "{{ dir }}/b", content: "{{ made.dest }}" }, when: "made.changed" },
    ];
    const handlers = [{ name: "tell", command: "cat {{ dir }}/b" }];
    const walked = await shop.walk({ runbook: JSON.stringify([{ hosts: "all", tasks, handlers }]) });
    expect(walked.statuses()).toEqual(["a: changed", "when changed: changed", "tell: changed"]);
    expect(text("b")).toBe(join(shop.folder, "a"));
  });
});

describe("when a change fails", () => {
  const nobody = { owner: "no-such-user-here" };

  test("those before it are made, those behind it never took place", async () => {
    const walked = await shop.walk({
      runbook: play(
        copy("a"),
        { ...copy("b", nobody), notify: "tell" },
        { ...copy("c"), register: "c" },
        {
          name: "said",
          debug: { msg: "{{ c.changed }}" },
        },
      ).replace(/}]$/, ',"handlers":[{"name":"tell","command":"touch {{ dir }}/told"}]}]'),
    });
    expect(walked.statuses()).toEqual(["a: changed", "b: failed"]);
    expect(walked.exitCode).toBe(2);
    expect([there("a"), there("b"), there("c"), there("told")]).toEqual([true, false, false, false]);
    const notes = walked.events.filter((event) => event.type === "noted");
    expect(notes).toEqual([]);
  });

  test("with ignore_errors the next tasks run, knowing of it", async () => {
    const walked = await shop.walk({
      runbook: play(
        { ...copy("b", nobody), ignore_errors: true, register: "b" },
        {
          ...copy("c"),
          when: "b.failed",
        },
      ),
    });
    expect(walked.statuses()).toEqual(["b: failed", "c: changed"]);
    expect(walked.exitCode).toBe(0);
  });

  test("in a loop the other items are made all the same", async () => {
    const loop = [
      { to: "a", by: null },
      { to: "b", by: "no-such-user-here" },
      { to: "c", by: null },
    ];
    const task = {
      name: "all",
      copy: { dest: "{{ dir }}/{{ item.to }}", content: "x", owner: "{{ item.by | default(me, true) }}" },
      loop,
      loop_control: { label: "{{ item.to }}" },
    };
    const walked = await shop.walk({ runbook: play(task, copy("d")), extra: { me: String(process.getuid?.()) } });
    expect(walked.statuses()).toEqual(["all: failed"]);
    expect([there("a"), there("b"), there("c"), there("d")]).toEqual([true, false, true, false]);
  });

  test("a decision that fails is told of after what was decided before it is done", async () => {
    const walked = await shop.walk({
      runbook: play(copy("a"), { name: "no", assert: { that: "false" } }, copy("b")),
    });
    expect(walked.statuses()).toEqual(["a: changed", "no: failed"]);
    expect([there("a"), there("b")]).toEqual([true, false]);
  });

  test("a host that is asked to stop does none of what is only decided", async () => {
    let ended = 0;
    const walked = await shop.walk({
      runbook: play({ name: "first", command: "true" }, copy("a"), copy("b")),
      stopping: () => ended > 0,
      listeners: [
        (event) => {
          if (event.type === "task.started" && event.name === "b") ended++;
        },
      ],
    });
    expect(walked.statuses()).toEqual(["first: changed"]);
    expect([there("a"), there("b")]).toEqual([false, false]);
  });
});
