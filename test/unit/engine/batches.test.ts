import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PlanInHand } from "../../../src/cli/plan-in-hand.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const inventory = "[all]\na\nb\nc\nd\n[all:vars]\nansible_connection=local\n";
const say = (name: string) => ({ name, debug: { msg: name } });
const failOn = (name: string, ...hosts: readonly string[]) => ({
  name,
  fail: { msg: "no" },
  when: `inventory_hostname in ${JSON.stringify(hosts).replaceAll('"', "'")}`,
});
const walk = (play: object) => shop.walk({ inventory, runbook: JSON.stringify([{ hosts: "all", ...play }]) });
const told = ({ tasks }: Walked) => tasks.map(({ host, name }) => `${host} ${name}`);
const notes = ({ events }: Walked) => events.flatMap((event) => (event.type === "noted" ? [event.message] : []));

describe("serial", () => {
  test("a batch goes through the whole play, handlers too, before the next one begins", async () => {
    const walked = await walk({
      serial: 2,
      tasks: [
        { ...say("one"), changed_when: true, notify: "tell" },
        {
          name: "two",
          debug: { msg: "{{ ansible_play_batch | join(' ') }} of {{ ansible_play_hosts_all | length }}" },
        },
      ],
      handlers: [say("tell")],
    });
    const order = told(walked);
    for (const late of ["c one", "d one"]) {
      for (const early of ["a tell", "b tell"]) expect(order.indexOf(early)).toBeLessThan(order.indexOf(late));
    }
    const said = walked.tasks.filter(({ name }) => name === "two").map(({ host, message }) => `${host}: ${message}`);
    expect(said.toSorted()).toEqual(["a: a b of 4", "b: a b of 4", "c: c d of 4", "d: c d of 4"]);
  });

  test("a batch of which nobody is left is the last one", async () => {
    const walked = await walk({ serial: [1, "50%"], tasks: [failOn("one", "a"), say("two")] });
    expect(told(walked)).toEqual(["a one"]);
    expect(walked.exitCode).toBe(10);
    expect(notes(walked)).toEqual(["all hosts of the batch have failed: the next batch does not begin"]);
  });

  test("a size that cannot be told is a mistake before anything is done, whichever play says it", async () => {
    const plays = [
      { hosts: "all", tasks: [say("one")] },
      { hosts: "all", serial: "{{ nothing }}", tasks: [say("two")] },
    ];
    const heard: string[] = [];
    const listeners = [({ type }: { readonly type: string }) => heard.push(type)];
    await expect(shop.walk({ inventory, runbook: JSON.stringify(plays), listeners })).rejects.toThrow("not defined");
    expect(heard).toEqual([]);
  });

  test("unless any number of failures is fine", async () => {
    const walked = await walk({ serial: 1, max_fail_percentage: 100, tasks: [failOn("one", "a", "c")] });
    expect(walked.tasks.map(({ host, status }) => `${host} ${status}`)).toEqual([
      "a failed",
      "b skipped",
      "c failed",
      "d skipped",
    ]);
    expect(walked.exitCode).toBe(2);
  });
});

describe("failures that concern all hosts", () => {
  test("any_errors_fatal: nobody begins the next task, what is always done is done", async () => {
    const walked = await walk({
      any_errors_fatal: true,
      tasks: [{ block: [failOn("one", "c"), say("two")], always: [say("tidy")] }, say("three")],
    });
    expect(told(walked).filter((one) => /two|three/.test(one))).toEqual([]);
    expect(walked.tasks.filter(({ name }) => name === "tidy").map(({ host, leaving }) => [host, leaving])).toEqual([
      ["a", true],
      ["b", true],
      ["c", true],
      ["d", true],
    ]);
    expect(walked.exitCode).toBe(10);
    expect(notes(walked)).toEqual(['"one" failed, which concerns all hosts: nothing new begins']);
  });

  test.each([
    ["any_errors_fatal", { any_errors_fatal: true }],
    ["max_fail_percentage", { max_fail_percentage: 20 }],
  ])("%s: a handler that failed is a failure as well", async (_, more) => {
    const changing = { ...say("one"), changed_when: true, notify: "tell" };
    const handlers = [failOn("tell", "b")];
    for (const play of [
      { pre_tasks: [changing], tasks: [say("two")] },
      { tasks: [changing, { meta: "flush_handlers" }, say("two")] },
    ]) {
      const walked = await walk({ ...more, ...play, handlers });
      expect(told(walked).filter((name) => name.includes("two"))).toEqual([]);
      expect(walked.exitCode).toBe(10);
    }
  });

  test("when no host of a play is left, the next one does not begin on others", async () => {
    const plays = [
      { name: "base", hosts: "a:b", tasks: [failOn("one", "a", "b")] },
      { hosts: "all", tasks: [say("two")] },
    ];
    const walked = await shop.walk({ inventory, runbook: JSON.stringify(plays) });
    expect(told(walked)).toEqual(["a one", "b one"]);
    expect(walked.exitCode).toBe(10);
    expect(notes(walked)).toEqual(['all hosts of "base" have failed: the next play does not begin']);
    const alone = plays.map((play) => ({ ...play, hosts: "a:b" }));
    expect((await shop.walk({ inventory, runbook: JSON.stringify(alone) })).exitCode).toBe(2);
    const others = [
      { hosts: "a:b", tasks: [failOn("one", "a")] },
      { hosts: "a", tasks: [say("no")] },
      { hosts: "b", tasks: [say("two")] },
    ];
    expect(told(await shop.walk({ inventory, runbook: JSON.stringify(others) })).at(-1)).toBe("b two");
  });

  test.each([
    ["any_errors_fatal", { any_errors_fatal: true }],
    ["max_fail_percentage", { max_fail_percentage: 20 }],
    ["serial", { serial: 1 }],
  ])("%s: a host that is not as the plan saw it has failed", async (_, more) => {
    const tasks = [{ name: "one", copy: { dest: "{{ dir }}/{{ inventory_hostname }}", content: "x" } }];
    const runbook = JSON.stringify([{ hosts: "all", ...more, tasks }]);
    const hand = new PlanInHand();
    const key = new Uint8Array(32);
    await shop.walk({ inventory, mode: "plan", runbook, key, keeper: hand, listeners: [hand.listener] });
    shop.put("a", "drifted");
    const walked = await shop.walk({ inventory, runbook, key, plan: hand.toFollow((text) => text) });
    expect(told(walked)).toEqual([]);
    expect(walked.exitCode).toBe(11);
  });

  test("a failure that is rescued concerns nobody else", async () => {
    const walked = await walk({
      any_errors_fatal: true,
      tasks: [{ block: [failOn("one", "c")], rescue: [say("mend")] }, say("two")],
    });
    expect(walked.exitCode).toBe(0);
    expect(walked.statuses("c")).toEqual(["one: failed", "mend: ok", "two: ok"]);
  });

  test("max_fail_percentage: more than that is too many, and no other play begins", async () => {
    const runbook = (percentage: number) =>
      JSON.stringify([
        {
          hosts: "all",
          max_fail_percentage: percentage,
          tasks: [failOn("one", "b"), failOn("two", "c"), say("three")],
        },
        { hosts: "all", tasks: [say("four")] },
      ]);
    const fine = await shop.walk({ inventory, runbook: runbook(50) });
    expect(
      told(fine)
        .filter((one) => one.endsWith("four"))
        .toSorted(),
    ).toEqual(["a four", "d four"]);
    expect(fine.exitCode).toBe(2);
    const many = await shop.walk({ inventory, runbook: runbook(49) });
    expect(told(many).filter((one) => /three|four/.test(one))).toEqual([]);
    expect(many.exitCode).toBe(10);
    expect(notes(many)).toEqual(["2 of 4 hosts have failed, and max_fail_percentage is 49: nothing new begins"]);
  });
});

describe("run_once", () => {
  const ask = {
    name: "ask",
    run_once: true,
    shell: "echo x >> {{ dir }}/asked; wc -l < {{ dir }}/asked",
    register: "asked",
  };
  const check = { name: "check", debug: { msg: "{{ asked.stdout }}" } };

  test("is once in the run, whatever the batches, and all know what it learned", async () => {
    const walked = await walk({ serial: 2, tasks: [ask, check] });
    expect(walked.tasks.filter(({ name }) => name === "ask").map(({ host }) => host)).toEqual(["a"]);
    expect(walked.tasks.filter(({ name }) => name === "check").map(({ message }) => message)).toEqual(
      Array(4).fill("1"),
    );
  });

  test("all know what it set, also where the one that did it knew the same before", async () => {
    const own = { set_fact: { x: "{{ 1 if inventory_hostname == 'a' else 2 }}" } };
    const same = { name: "check", assert: { that: "x == 1" } };
    expect((await walk({ tasks: [own, { set_fact: { x: 1 }, run_once: true }, same] })).exitCode).toBe(0);
  });

  test("run_once: batch is once for each batch", async () => {
    const walked = await walk({ serial: 2, tasks: [{ ...ask, run_once: "batch" }, check] });
    expect(walked.tasks.filter(({ name }) => name === "ask").map(({ host }) => host)).toEqual(["a", "c"]);
    expect(walked.tasks.filter(({ name }) => name === "check").map(({ message }) => message)).toEqual([
      "1",
      "1",
      "2",
      "2",
    ]);
  });

  test("in an include it is done by the first host that takes part, also of a later batch", async () => {
    shop.put("once.yml", JSON.stringify([ask]));
    const include = (hosts: string) => ({ include_tasks: "once.yml", when: `inventory_hostname in '${hosts}'` });
    const did = async (play: object) => {
      const { tasks } = await walk(play);
      return tasks.filter(({ status }) => status === "changed").map(({ host }) => host);
    };
    expect(await did({ tasks: [include("bc"), include("d"), include("none")] })).toEqual(["b", "d"]);
    expect(await did({ serial: 2, tasks: [include("cd")] })).toEqual(["c"]);
  });

  test("what ends the play in an include is asked of the first host that takes part", async () => {
    shop.put("end.yml", JSON.stringify([{ meta: "end_play" }]));
    const end = { include_tasks: "end.yml", when: "inventory_hostname == 'c'" };
    expect(told(await walk({ tasks: [say("one"), end, say("two")] })).filter((one) => one.endsWith("two"))).toEqual([]);
  });

  test("the first host that has come so far does it; its failure is that of all", async () => {
    const walked = await walk({
      tasks: [failOn("out", "a"), { ...say("once"), run_once: true, failed_when: true }, say("after")],
    });
    expect(told(walked).filter((one) => !one.endsWith("out"))).toEqual(["b once"]);
    expect(walked.exitCode).toBe(10);
    expect(notes(walked)).toEqual(['"once" failed on b, which does it for all hosts: nothing new begins']);
  });

  test("all go on with what rescues it", async () => {
    const walked = await walk({
      tasks: [{ block: [{ ...say("once"), run_once: true, failed_when: true }], rescue: [say("mend")] }, say("after")],
    });
    expect(walked.exitCode).toBe(0);
    for (const host of ["a", "b", "c", "d"]) {
      expect(walked.statuses(host).filter((one) => !one.startsWith("once"))).toEqual(["mend: ok", "after: ok"]);
    }
  });
});

test("throttle: only so many hosts are at a task at the same time", async () => {
  const alone = { name: "alone", throttle: 1, shell: "mkdir {{ dir }}/one && sleep 0.02 && rmdir {{ dir }}/one" };
  expect((await walk({ tasks: [alone] })).exitCode).toBe(0);
  const tasks = [{ ...say("one"), changed_when: true, notify: "alone" }];
  expect((await walk({ tasks, handlers: [alone] })).exitCode).toBe(0);
});

test("timeout: a command is ended after so many seconds", async () => {
  const slow = { block: [{ name: "slow", command: "sleep 30" }], timeout: 0.3, rescue: [say("mend")] };
  const walked = await shop.walk({ runbook: JSON.stringify([{ hosts: "all", tasks: [slow] }]) });
  expect(walked.statuses()).toEqual(["slow: failed", "mend: ok"]);
  expect(walked.tasks[0]).toMatchObject({ code: "RB5008" });
});
