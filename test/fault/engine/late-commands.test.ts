import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

/** The command's wrapper is a child of the kept shell, which then says nothing until it is ended. */
const silence = "kill -STOP $(cut -d ' ' -f 4 /proc/$PPID/stat)";

async function walk(script: string) {
  const told = { name: "tell", copy: { dest: "{{ dir }}/told", content: "{{ work.rc }} {{ work.stdout }}" } };
  const work = { name: "work", shell: { cmd: script, deadline: "1s", chdir: shop.folder }, register: "work" };
  return shop.walk({ runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [work, told] }]) });
}
const read = (name: string) => readFileSync(join(shop.folder, name), "utf8");

test("a command that ended in time, and whose answer did not come in time: its end is told", async () => {
  const walked = await walk(`echo once >>ran; ${silence}; echo end`);
  expect(walked.statuses()).toEqual(["work: changed", "tell: changed"]);
  expect([read("ran"), read("told")]).toEqual(["once\n", "0 end"]);
});

test("one that failed in time has failed with its status", async () => {
  const walked = await walk(`echo once >>ran; ${silence}; exit 3`);
  expect(walked.tasks).toMatchObject([{ status: "failed", code: "RB5007" }]);
  expect(walked.exitCode).toBe(2);
});

test("one that was at work still was stopped, and has failed", async () => {
  const walked = await walk("echo $$ >ran; exec sleep 300");
  expect(walked.tasks).toMatchObject([{ status: "failed", code: "RB5008" }]);
  expect(walked.events).toContainEqual(expect.objectContaining({ type: "change.finished", outcome: "failed" }));
  const process = `/proc/${read("ran").trim()}/stat`;
  expect(existsSync(process) ? readFileSync(process, "utf8") : "(gone) Z").toContain(") Z");
});

test("what is asked ahead for the next task gives a command no more time than it has", async () => {
  shop.put("conf", "a\n");
  const tasks = [
    { name: "work", shell: { cmd: "sleep 30", deadline: "1s" }, ignore_errors: true },
    { name: "look", lineinfile: { path: "{{ dir }}/conf", line: "a" } },
  ];
  const began = performance.now();
  const walked = await shop.walk({ runbook: JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]) });
  expect(walked.tasks).toMatchObject([{ status: "failed", code: "RB5008" }, { status: "ok" }]);
  expect(performance.now() - began).toBeLessThan(15_000);
});
