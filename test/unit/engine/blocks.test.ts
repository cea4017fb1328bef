import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PlanInHand } from "../../../src/cli/plan-in-hand.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...tasks: readonly object[]) => JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);
const say = (name: string) => ({ name, debug: { msg: name } });
const fail = (name: string) => ({ name, fail: { msg: `${name} is broken` } });
const write = (file: string, more: object = {}) => ({
  name: file,
  copy: { dest: `{{ dir }}/${file}`, content: `${file}\n`, ...more },
});
const there = (file: string) => existsSync(join(shop.folder, file));
const text = (file: string) => readFileSync(join(shop.folder, file), "utf8");
const nobody = { owner: "no-such-user-here" };

describe("rescue and always", () => {
  test("a failure is rescued: what is left of the block is not done, what is behind it is", async () => {
    const walked = await shop.walk({
      runbook: play(
        { block: [say("one"), fail("two"), say("three")], rescue: [say("mend")], always: [say("tidy")] },
        say("after"),
      ),
    });
    expect(walked.statuses()).toEqual(["one: ok", "two: failed", "mend: ok", "tidy: ok", "after: ok"]);
    expect(walked.tasks[1]).toMatchObject({ rescued: true, message: "two is broken" });
    expect(walked.exitCode).toBe(0);
    expect(walked.events.at(-1)).toMatchObject({ stats: { here: { ok: 5, failed: 0 } } });
  });

  test("nothing fails: rescue is not done, always is", async () => {
    const walked = await shop.walk({
      runbook: play({ block: [say("one")], rescue: [say("mend")], always: [say("tidy")] }),
    });
    expect(walked.statuses()).toEqual(["one: ok", "tidy: ok"]);
  });

  test("without rescue the host leaves the play, after what is always done", async () => {
    const walked = await shop.walk({ runbook: play({ block: [fail("one")], always: [say("tidy")] }, say("after")) });
    expect(walked.statuses()).toEqual(["one: failed", "tidy: ok"]);
    expect(walked.tasks[1]).toMatchObject({ leaving: true });
    expect(walked.exitCode).toBe(2);
  });

  test("a handler that fails is not rescued, but what is always done is done", async () => {
    const walked = await shop.walk({
      runbook: JSON.stringify([
        {
          hosts: "all",
          tasks: [
            {
              block: [{ ...write("a"), notify: "no" }, { meta: "flush_handlers" }, write("b")],
              rescue: [write("mend")],
              always: [write("tidy")],
            },
            write("after"),
          ],
          handlers: [fail("no")],
        },
      ]),
    });
    expect(walked.statuses()).toEqual(["a: changed", "no: failed", "tidy: changed"]);
    expect(walked.tasks.at(-1)).toMatchObject({ leaving: true });
    expect(walked.exitCode).toBe(2);
  });

  test("a rescue that fails is a failure", async () => {
    const walked = await shop.walk({
      runbook: play({ block: [fail("one")], rescue: [fail("mend"), say("more")], always: [say("tidy")] }, say("after")),
    });
    expect(walked.statuses()).toEqual(["one: failed", "mend: failed", "tidy: ok"]);
    expect(walked.exitCode).toBe(2);
  });

  test("what no block rescues, the block around it does, after what is always done inside", async () => {
    const walked = await shop.walk({
      runbook: play(
        {
          block: [{ block: [fail("deep")], always: [say("inner")] }, say("not")],
          rescue: [say("mend")],
          always: [say("outer")],
        },
        say("after"),
      ),
    });
    expect(walked.statuses()).toEqual(["deep: failed", "inner: ok", "mend: ok", "outer: ok", "after: ok"]);
    expect(walked.tasks[1]?.leaving).toBeUndefined();
    expect(walked.exitCode).toBe(0);
  });

  test("the rescue knows what failed", async () => {
    const walked = await shop.walk({
      runbook: play({
        block: [{ name: "ask", command: { argv: ["sh", "-c", "echo no; exit 7"] } }],
        rescue: [{ name: "say", debug: { msg: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}" } }],
      }),
    });
    expect(walked.tasks[1]?.message).toBe("ask 7");
  });
});

describe("changes that travel together", () => {
  test("what is decided behind a failure never took place, and is decided again where it belongs", async () => {
    const walked = await shop.walk({
      runbook: play(
        {
          block: [write("a"), { ...write("b", nobody), register: "b" }, write("c")],
          rescue: [{ name: "seen", copy: { dest: "{{ dir }}/seen", content: "{{ b.failed }} {{ c is defined }}\n" } }],
          always: [write("d")],
        },
        { ...write("e"), register: "e" },
      ),
    });
    expect(walked.statuses()).toEqual(["a: changed", "b: failed", "seen: changed", "d: changed", "e: changed"]);
    expect([there("a"), there("b"), there("c")]).toEqual([true, false, false]);
    expect(text("seen").toLowerCase()).toBe("true false\n");
  });

  test("a block costs no round trip of its own", async () => {
    const walked = await shop.walk({
      runbook: play({ block: [write("a"), write("b")], rescue: [say("mend")], always: [write("c")] }, write("d")),
    });
    expect(frames(walked)).toBe(2);
    expect(walked.statuses()).toEqual(["a: changed", "b: changed", "c: changed", "d: changed"]);
  });
});

function frames({ events }: Walked): number {
  const end = events.find((event) => event.type === "run.finished");
  return end?.frames ?? Number.NaN;
}

describe("a plan", () => {
  test("shows the block, not what would rescue it", async () => {
    const walked = await shop.walk({
      mode: "plan",
      runbook: play({ block: [write("a")], rescue: [write("b")], always: [write("c")] }),
    });
    expect(walked.statuses()).toEqual(["a: changed", "c: changed"]);
  });

  test("shows what rescues a failure that it sees already", async () => {
    const walked = await shop.walk({
      mode: "plan",
      runbook: play({ block: [fail("no"), write("a")], rescue: [write("b")] }),
    });
    expect(walked.statuses()).toEqual(["no: failed", "b: changed"]);
    expect(walked.exitCode).toBe(0);
  });

  test("that is made true allows what rescues a failure, which it cannot know, and nothing else", async () => {
    const runbook = play(
      {
        block: [write("a"), { name: "ask", command: "{{ dir }}/tool" }, write("never")],
        rescue: [write("mend")],
        always: [write("tidy")],
      },
      write("after"),
    );
    const key = new Uint8Array(32).fill(7);
    const hand = new PlanInHand();
    await shop.walk({ mode: "plan", runbook, key, keeper: hand, listeners: [hand.listener] });
    const applied = await shop.walk({ runbook, key, plan: hand.toFollow((text) => text) });
    expect(applied.statuses()).toEqual([
      "a: changed",
      "ask: failed",
      "mend: changed",
      "tidy: changed",
      "after: changed",
    ]);
    expect(applied.exitCode).toBe(0);
  });
});

describe("the condition of a block", () => {
  test("is decided once, also when a task inside changes what it was decided by", async () => {
    const walked = await shop.walk({
      runbook: play(
        { set_fact: { go: true }, name: "begin" },
        { when: "go", block: [{ name: "turn", set_fact: { go: false } }, say("inside")] },
        { when: "go", block: [say("not")] },
      ),
    });
    expect(walked.statuses()).toEqual(["begin: ok", "turn: ok", "inside: ok", "not: skipped"]);
  });

  test("that does not hold leaves its loops unasked, and its always undone", async () => {
    const walked = await shop.walk({
      runbook: play({
        when: "list is defined",
        block: [{ name: "each", debug: { msg: "{{ item }}" }, loop: "{{ list }}" }],
        always: [say("tidy")],
      }),
    });
    expect(walked.statuses()).toEqual(["each: skipped", "tidy: skipped"]);
  });

  test("that only a run can tell makes its tasks unsure", async () => {
    const walked = await shop.walk({
      mode: "plan",
      runbook: play(
        { name: "ask", command: "true", register: "asked" },
        { when: "asked.stdout == ''", block: [{ when: "true", block: [write("a")] }] },
      ),
    });
    expect(walked.tasks[1]).toMatchObject({ status: "changed", unknowns: ["known after: ask"] });
  });

  test("that cannot be told fails the block", async () => {
    const walked = await shop.walk({ runbook: play({ when: "nothing_such", block: [say("one"), say("two")] }) });
    expect(walked.statuses()).toEqual(["one: failed"]);
    expect(walked.tasks[0]).toMatchObject({ code: "RB2002" });
  });
});

test("what a block says, its tasks have, unless they say otherwise", async () => {
  const walked = await shop.walk({
    runbook: JSON.stringify([
      {
        hosts: "all",
        tasks: [
          {
            vars: { word: "outer", other: "kept" },
            environment: { A: "1", B: "1" },
            notify: "told",
            tags: ["t"],
            block: [
              {
                vars: { word: "inner" },
                environment: { B: "2" },
                ignore_errors: true,
                block: [
                  {
                    name: "say",
                    shell: 'echo "$A$B {{ word }} {{ other }} {{ own }}"',
                    vars: { own: 3 },
                    register: "said",
                  },
                  { name: "hidden", fail: { msg: "seen" }, no_log: true },
                ],
              },
            ],
          },
          { name: "check", assert: { that: "said.stdout == '12 inner kept 3'" } },
        ],
        handlers: [{ name: "told", debug: { msg: "told" } }],
      },
    ]),
  });
  expect(walked.statuses()).toEqual(["say: changed", "hidden: failed", "check: ok", "told: ok"]);
  expect(walked.tasks[1]).toMatchObject({ ignored: true });
});

describe("several hosts", () => {
  const inventory = "[all]\na\nb\nc\n[all:vars]\nansible_connection=local\n";

  test("wait for each other at a barrier in a block, also for a host that comes by way of a rescue", async () => {
    const walked = await shop.walk({
      inventory,
      runbook: play(
        {
          block: [
            { name: "mark", set_fact: { mark: "{{ inventory_hostname }}" } },
            { name: "break", fail: {}, when: "inventory_hostname == 'b'" },
            { name: "in", debug: { msg: "{{ hostvars['c'].mark }}" } },
          ],
          rescue: [{ name: "mend", set_fact: { mark: "mended" } }],
        },
        { name: "out", debug: { msg: "{{ hostvars['b'].mark }}" } },
      ),
    });
    expect(walked.statuses("a")).toEqual(["mark: ok", "break: skipped", "in: ok", "out: ok"]);
    expect(walked.statuses("b")).toEqual(["mark: ok", "break: failed", "mend: ok", "out: ok"]);
    expect(walked.tasks.filter(({ name }) => name === "out").map(({ message }) => message)).toEqual([
      "mended",
      "mended",
      "mended",
    ]);
  });
});

describe("tags and where to start", () => {
  const tree = play(
    { tags: ["x"], block: [say("one"), say("two")], rescue: [say("mend")], always: [{ ...say("tidy"), tags: ["y"] }] },
    say("after"),
  );

  test("a tag of a block is one of its tasks", async () => {
    const settings = { tags: ["x"] };
    expect((await shop.walk({ runbook: tree, settings })).statuses()).toEqual(["one: ok", "two: ok", "tidy: ok"]);
    const only = await shop.walk({ runbook: tree, settings: { skipTags: ["y"] } });
    expect(only.statuses()).toEqual(["one: ok", "two: ok", "after: ok"]);
  });

  test("a run starts in the middle of a block, but not in a rescue", async () => {
    const from = await shop.walk({ runbook: tree, settings: { startAtTask: "two" } });
    expect(from.statuses()).toEqual(["two: ok", "tidy: ok", "after: ok"]);
    await expect(shop.walk({ runbook: tree, settings: { startAtTask: "mend" } })).rejects.toThrow(
      'nothing can start at the task "mend"',
    );
  });
});
