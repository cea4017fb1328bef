import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PlanInHand } from "../../../src/cli/plan-in-hand.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...tasks: readonly object[]) => JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);
/** Adds a line to a file each time, and prints how many there are. */
const count = { shell: "echo x >> {{ dir }}/count; wc -l < {{ dir }}/count", register: "said" };
const tries = () => readFileSync(join(shop.folder, "count"), "utf8").split("\n").length - 1;

describe("until", () => {
  test("a task is done again until it is as wanted", async () => {
    const walked = await shop.walk({
      runbook: play(
        { name: "count", ...count, until: "said.stdout == '3'", retries: 5, delay: 0 },
        { name: "check", assert: { that: "said.attempts == 3" } },
      ),
    });
    expect(walked.statuses()).toEqual(["count: changed", "check: ok"]);
    const notes = walked.events.flatMap((event) => (event.type === "noted" ? [event.message] : []));
    expect(notes).toEqual(["count: not yet, again in 0 s (1 of 5)", "count: not yet, again in 0 s (2 of 5)"]);
  });

  test("it fails when it never is: once, and as often again as retries says", async () => {
    const walked = await shop.walk({
      runbook: play({ name: "count", ...count, until: "said.stdout == '9'", retries: 2, delay: 0 }),
    });
    expect(walked.tasks[0]).toMatchObject({
      status: "failed",
      code: "RB5010",
      message: "the condition of until did not hold; it was tried 3 times",
    });
    expect(tries()).toBe(3);
  });

  test("retries alone means: until it does not fail", async () => {
    shop.put("tool", '#!/bin/sh\necho x >> "$1"\n[ "$(wc -l < "$1")" -ge 2 ]\n');
    const walked = await shop.walk({
      runbook: play({ name: "tool", command: "sh {{ dir }}/tool {{ dir }}/count", retries: 3, delay: 0 }),
    });
    expect(walked.statuses()).toEqual(["tool: changed"]);
    expect(tries()).toBe(2);
  });

  test("a failure of its own is what is told", async () => {
    const walked = await shop.walk({
      runbook: play({ name: "no", command: { argv: ["sh", "-c", "echo gone >&2; exit 4"] }, retries: 1, delay: 0 }),
    });
    expect(walked.tasks[0]).toMatchObject({ code: "RB5007", message: "the command ended with status 4: gone" });
  });

  test("items of a loop are each tried on their own", async () => {
    const walked = await shop.walk({
      runbook: play(
        { name: "count", ...count, loop: ["a", "b"], until: "said.stdout | int is even", retries: 3, delay: 0 },
        { name: "check", assert: { that: "said.results | map(attribute='attempts') | list == [2, 2]" } },
      ),
    });
    expect(walked.statuses()).toEqual(["count: changed", "check: ok"]);
  });

  test("what fails may lack what the condition looks at: it is tried again, and its own failure is what is told", async () => {
    const slow = "echo x >> {{ dir }}/count; [ $(wc -l < {{ dir }}/count) -ge 2 ] || sleep 30";
    const again = { name: "slow", shell: slow, timeout: 0.5, register: "said", until: "said.rc == 0", delay: 0 };
    expect((await shop.walk({ runbook: play(again) })).statuses()).toEqual(["slow: changed"]);
    expect(tries()).toBe(2);
    const never = { ...again, shell: "sleep 30", timeout: 0.1, retries: 1 };
    expect((await shop.walk({ runbook: play(never) })).tasks[0]).toMatchObject({ status: "failed", code: "RB5008" });
  });

  test("what one try has changed is changed, and its handlers run", async () => {
    const write = { copy: { dest: "{{ dir }}/a", content: "a" }, register: "said", until: "not said.changed" };
    const tasks = [
      { name: "write", ...write, delay: 0, notify: "tell" },
      { name: "check", assert: { that: "said.changed" } },
    ];
    const handlers = [{ name: "tell", debug: { msg: "x" } }];
    const walked = await shop.walk({ runbook: JSON.stringify([{ hosts: "all", tasks, handlers }]) });
    expect(walked.statuses()).toEqual(["write: changed", "check: ok", "tell: ok"]);
    expect(walked.tasks[0]?.changes).toHaveLength(1);
  });

  test("a plan that is made true lets it be tried again", async () => {
    const runbook = play({
      name: "write",
      copy: { dest: "{{ dir }}/a", content: "a" },
      register: "said",
      until: "not said.changed",
      delay: 0,
    });
    const key = new Uint8Array(32).fill(7);
    const hand = new PlanInHand();
    await shop.walk({ mode: "plan", runbook, key, keeper: hand, listeners: [hand.listener] });
    const applied = await shop.walk({ runbook, key, plan: hand.toFollow((text) => text) });
    expect(applied.statuses()).toEqual(["write: changed"]);
  });

  test("between items that wait for each other their changes are made", async () => {
    const write = { name: "write", copy: { dest: "{{ dir }}/{{ item }}", content: "a" }, loop: ["a", "b"] };
    await shop.walk({ runbook: play({ ...write, loop_control: { pause: 0.5 } }) });
    const [a = 0, b = 0] = ["a", "b"].map((name) => statSync(join(shop.folder, name)).mtimeMs);
    expect(b - a).toBeGreaterThanOrEqual(500);
  });

  test("a plan waits for nothing: what is not there yet is known after the task", async () => {
    const walked = await shop.walk({
      mode: "plan",
      runbook: play(
        { name: "wait", stat: { path: "{{ dir }}/never" }, register: "seen", until: "seen.stat.exists" },
        { name: "ask", command: "false", check_mode: false, retries: 3 },
        { name: "then", copy: { dest: "{{ dir }}/size", content: "{{ seen.stat.size }}" } },
      ),
    });
    expect(walked.exitCode).toBe(0);
    expect(walked.tasks[0]).toMatchObject({ status: "ok", unknowns: ["known after: wait"] });
    expect(walked.tasks[1]).toMatchObject({ unknowns: ["known after: ask"] });
    expect(walked.tasks[2]).toMatchObject({ unknowns: ["known after: wait"] });
  });
});
