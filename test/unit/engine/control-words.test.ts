import { afterEach, beforeEach, expect, test } from "vitest";
import type { Target } from "../../../src/transport/connection.ts";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const inventory = "[all]\na\nb\nc\n[all:vars]\nansible_connection=local\n";
const say = (name: string, more = "") => `    - { name: ${name}, command: 'true'${more} }\n`;
const play = (tasks: string, more = "") => `- hosts: all\n  gather_facts: false\n${more}  tasks:\n${tasks}`;

test("end_host ends the play for one host, which is in the next one; its handlers do not run, and that is said", async () => {
  const handlers = "  handlers:\n    - { name: h, debug: { msg: h } }\n";
  const runbook = `${play(
    `${say("one", ", notify: h")}    - { meta: end_host, when: inventory_hostname == 'a' }\n${say("two")}`,
    handlers,
  )}${play(say("three"))}`;
  const walked = await shop.walk({ runbook, inventory });
  expect(walked.exitCode).toBe(0);
  expect(walked.statuses("a")).toEqual(["one: changed", "meta: end_host: ok", "three: changed"]);
  expect(walked.statuses("b")).toEqual([
    "one: changed",
    "meta: end_host: skipped",
    "two: changed",
    "h: ok",
    "three: changed",
  ]);
  const notes = walked.events.flatMap((event) => (event.type === "noted" ? [`${event.host}: ${event.message}`] : []));
  expect(notes).toEqual(['a: notified, and not run because of "end_host": "h"']);
});

test.each(["end_play", "end_batch"])("%s: handlers do not run, forced ones neither, on no host of it", async (word) => {
  const handlers = "  force_handlers: true\n  handlers:\n    - { name: h, debug: { msg: h } }\n";
  const fails = "    - { name: no, command: 'false', when: inventory_hostname == 'b' }\n";
  const walked = await shop.walk({
    runbook: play(`${say("one", ", notify: h")}${fails}    - meta: ${word}\n`, handlers),
    inventory,
  });
  expect(walked.tasks.filter(({ name }) => name === "h")).toEqual([]);
});

test("end_play ends it for all hosts and batches, end_batch for those of the batch", async () => {
  const runbook = (word: string) =>
    `${play(`${say("one")}    - meta: ${word}\n${say("two")}`, "  serial: 2\n")}${play(say("three"))}`;
  const ended = await shop.walk({ runbook: runbook("end_play"), inventory });
  expect([ended.exitCode, ended.statuses("b"), ended.statuses("c")]).toEqual([
    0,
    ["one: changed", "three: changed"],
    ["three: changed"],
  ]);
  const batch = await shop.walk({ runbook: runbook("end_batch"), inventory });
  expect(batch.statuses("c")).toEqual(["one: changed", "meta: end_batch: ok", "three: changed"]);
});

test("a condition of meta that cannot be told fails the host, and is rescued as others are", async () => {
  const block = "    - block: [{ meta: noop, when: nothing }]\n      rescue: [{ name: mend, command: 'true' }]\n";
  const walked = await shop.walk({ runbook: play(block) });
  expect([walked.exitCode, walked.statuses()]).toEqual([0, ["meta: noop: failed", "mend: changed"]]);
});

test("reset_connection connects anew", async () => {
  const runbook = play(`${say("one")}    - meta: reset_connection\n${say("two")}`);
  const { events } = await shop.walk({ runbook });
  expect(events.filter(({ type }) => type === "host.connected")).toHaveLength(2);
});

test("a host that cannot be reached goes on with ignore_unreachable, and tries again", async () => {
  const gone: Target = { kind: "exec", name: "b", command: ["false"] };
  const tasks = `${say("one", ", ignore_unreachable: true, register: r")}    - { name: told, debug: { msg: '{{ r.unreachable }}' }, when: r.unreachable is defined }\n${say("two")}`;
  const walked = await shop.walk({ runbook: play(tasks), inventory, targets: new Map([["b", gone]]) });
  expect(walked.exitCode).toBe(4);
  expect(walked.statuses("a")).toEqual(["one: changed", "told: skipped", "two: changed"]);
  expect(walked.statuses("b")).toEqual(["one: failed", "told: ok", "two: failed"]);
  expect(walked.events.filter(({ type }) => type === "host.lost")).toHaveLength(1);
});

test("force_handlers runs what was notified on a host that failed", async () => {
  const handlers = (more: string) => `${more}  handlers:\n    - { name: h, debug: { msg: h } }\n`;
  const tasks = `${say("one", ", notify: h")}    - { name: bad, command: 'false' }\n`;
  const usual = await shop.walk({ runbook: play(tasks, handlers("")) });
  expect([usual.exitCode, usual.statuses()]).toEqual([2, ["one: changed", "bad: failed"]]);
  const forced = await shop.walk({ runbook: play(tasks, handlers("  force_handlers: true\n")) });
  expect([forced.exitCode, forced.statuses()]).toEqual([2, ["one: changed", "bad: failed", "h: ok"]]);
});

test("order says in which order hosts are taken", async () => {
  const hosts = async (order: string) => {
    const { events } = await shop.walk({
      runbook: play(say("one"), `  order: ${order}\n  serial: 1\n`),
      inventory: "[all]\nb\nc\na\n[all:vars]\nansible_connection=local\n",
    });
    return events.flatMap((event) => (event.type === "task.finished" ? [event.host] : [])).join("");
  };
  expect([await hosts("inventory"), await hosts("sorted"), await hosts("reverse_sorted")]).toEqual([
    "bca",
    "abc",
    "cba",
  ]);
  expect(await hosts("reverse_inventory")).toBe("acb");
});

test("strategy: linear lets nobody begin a task before all have ended the one before", async () => {
  const tasks = `    - { name: one, command: 'sleep {{ 0.3 if inventory_hostname == "a" else 0 }}' }\n${say("two")}`;
  const ends = async (more: string) => {
    const { tasks: ended } = await shop.walk({ runbook: play(tasks, more), inventory });
    return ended.map(({ name }) => name).slice(0, 3);
  };
  expect(await ends("  strategy: linear\n")).toEqual(["one", "one", "one"]);
  expect(await ends("  strategy: free\n")).toContain("two");
});

test("diff: false shows what is changed without the difference", async () => {
  const file = (more: string) => `    - copy: { dest: "{{ dir }}/f", content: "x\\n" }\n${more}`;
  const [shown] = (await shop.walk({ mode: "plan", runbook: play(file("")) })).tasks;
  const [hidden] = (await shop.walk({ mode: "plan", runbook: play(file("      diff: false\n")) })).tasks;
  expect(shown?.changes[0]?.diff).toContain("+x");
  expect(hidden?.changes[0]).toEqual({ ...shown?.changes[0], diff: undefined });
});

test("a host whose handler failed is whole again in the play after clear_host_errors", async () => {
  const fails = "command: 'false', when: inventory_hostname == 'a'";
  const first = `${say("one", ", notify: h")}    - { block: [{ meta: flush_handlers }], always: [{ meta: clear_host_errors }] }\n`;
  const handler = (name: string, does: string) => `  handlers:\n    - { name: ${name}, ${does} }\n`;
  const second = `    - { block: [{ name: bad, ${fails} }], rescue: [{ name: mend, command: 'true' }] }\n${say("two", ", notify: k")}`;
  const runbook = `${play(first, handler("h", fails))}${play(second, handler("k", "debug: { msg: k }"))}`;
  const walked = await shop.walk({ runbook, inventory });
  expect(walked.statuses("a").slice(-4)).toEqual(["bad: failed", "mend: changed", "two: changed", "k: ok"]);
  expect(walked.exitCode).toBe(2);
});

test("clear_host_errors lifts what any_errors_fatal stopped: the next play begins", async () => {
  const tasks = `    - block: [{ name: bad, command: 'false', when: inventory_hostname == 'a' }]
      always: [{ meta: clear_host_errors }]
`;
  const next = play(`    - { block: [{ name: no, command: 'false' }], rescue: [{ name: mend, command: 'true' }] }\n`);
  const runbook = `${play(tasks, "  any_errors_fatal: true\n").replace("all", "a,b")}${next}`;
  const walked = await shop.walk({ runbook, inventory });
  const mends = walked.tasks.filter(({ name }) => name === "mend").map(({ host }) => host);
  expect(mends.toSorted()).toEqual(["a", "b", "c"]);
  expect(walked.exitCode).toBe(2);
});

test("an empty condition is none", async () => {
  const none = "    - name: one\n      command: 'true'\n      when:\n      failed_when:\n";
  const block = "    - when: [ null ]\n      block: [{ name: two, command: 'true' }]\n";
  const walked = await shop.walk({ runbook: play(none + block) });
  expect(walked.statuses()).toEqual(["one: changed", "two: changed"]);
});

test("what run_once delegates to other hosts is theirs alone; what it registers is for all", async () => {
  const facts = "delegate_facts: true, run_once: true";
  const tasks = `    - { set_fact: { ee: "for {{ item }}" }, delegate_to: "{{ item }}", ${facts}, loop: [a, b], register: r }
    - { set_fact: { self: "x" }, delegate_to: a, ${facts} }
    - { name: told, debug: { msg: "{{ ee | default('none') }} {{ self | default('none') }} {{ r is defined }}" } }
`;
  const walked = await shop.walk({ runbook: play(tasks), inventory });
  const told = walked.tasks.filter(({ name }) => name === "told").map(({ host, message }) => `${host}: ${message}`);
  expect(told.toSorted()).toEqual(["a: for a x True", "b: for b none True", "c: none none True"]);
});
