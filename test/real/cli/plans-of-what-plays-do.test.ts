import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PlanUser, planUser } from "../../support/plan-user.ts";
import { type Ended, eventsOf } from "../../support/program.ts";

// Plans and resumes of plays that gather facts by themselves, ask for values, and have defaults for modules.

const site = `- name: Site
  hosts: all
  vars_prompt:
    - { name: release, prompt: Which release?, private: false }
    - { name: color, private: false, default: green }
  module_defaults: { copy: { mode: "0640" } }
  tasks:
    - { name: Ask, setup: { gather_subset: [min] }, tags: [ask] }
    - { name: Early, copy: { dest: "{{ box }}/early", content: "{{ ansible_system }} {{ release }} {{ color }}\\n" }, tags: [make] }
    - { name: Gate, command: "test ! -e {{ box }}/broken", changed_when: false, tags: [make] }
    - name: Late
      copy: { dest: "{{ box }}/late", content: "{{ ansible_facts.system }} {{ release }}\\n", mode: "0600" }
      when: ansible_facts.os_family is string
      tags: [make]
`;
let who: PlanUser;
beforeEach(() => {
  who = planUser({ "site.yaml": site, "box/here": "" });
});
afterEach(() => who.remove());

const at = (name: string) => join(who.user.folder, "box", name);
const made = (name: string) =>
  `${readFileSync(at(name), "utf8").trim()} ${(statSync(at(name)).mode & 0o777).toString(8)}`;
const all = () => [made("early"), made("late")];
const whole = ["Linux 7 green 640", "Linux 7 600"];
const given = ["-e", "release=7"];
const tasksOf = (ended: Ended) =>
  eventsOf(ended).flatMap(({ type, taskId, earlier }) =>
    type === "task.finished" ? [`${taskId}${earlier === true ? " earlier" : ""}`] : [],
  );

test.each([
  ["with its own task for facts", [], ["1.1", "1.2", "1.3", "1.4"]],
  ["where tags leave that task out", ["-t", "make"], ["1.facts", "1.2", "1.3", "1.4"]],
  ["where it is skipped", ["--skip-tags", "ask"], ["1.facts", "1.2", "1.3", "1.4"]],
  ["that starts behind it", ["--start-at-task", "Early"], ["1.facts", "1.2", "1.3", "1.4"]],
])("a saved plan %s is shown and applied", async (_, words, tasks) => {
  expect(await who.plan(...given, ...words)).toMatchObject({ exitCode: 0 });
  expect(existsSync(at("early"))).toBe(false);
  expect(tasksOf(await who.user.run("show", "site.plan", "--format", "json"))).toEqual(tasks);
  const applied = await who.apply("--format", "json");
  expect([applied.exitCode, tasksOf(applied)]).toEqual([0, tasks]);
  expect(all()).toEqual(whole);
});

test.each([
  ["a run", []],
  ["a run that tags made smaller", ["-t", "make"]],
])("%s that failed goes on with what is left, and with facts that are asked for anew", async (_, words) => {
  who.put("box/broken", "");
  expect(await who.user.run("apply", "site.yaml", "-y", ...given, ...words)).toMatchObject({ exitCode: 2 });
  expect(existsSync(at("late"))).toBe(false);
  rmSync(at("broken"));
  const resumed = await who.user.run("resume", "last", "-y", "--format", "json");
  const facts = words.length > 0 ? "1.facts" : "1.1";
  expect([resumed.exitCode, tasksOf(resumed)]).toEqual([0, [facts, "1.2 earlier", "1.3", "1.4"]]);
  expect(all()).toEqual(whole);
});

test("a saved plan whose run failed goes on as the plan says", async () => {
  await who.plan(...given, "-t", "make");
  who.put("box/broken", "");
  expect(await who.apply()).toMatchObject({ exitCode: 2 });
  rmSync(at("broken"));
  expect(await who.user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(all()).toEqual(whole);
});

test("what was asked for and is not given is not known in a plan, and refused where it is needed", async () => {
  const planned = await who.plan("-t", "make");
  expect([planned.exitCode, planned.stdout]).toEqual([0, expect.stringContaining('the input "release" is not given')]);
  const applied = await who.user.run("apply", "site.yaml", "-y", "-t", "make");
  expect([applied.exitCode, applied.stderr]).toEqual([5, expect.stringContaining("RB3101")]);
});

test("a resume takes what was given, also where somebody would be asked", async () => {
  who.put("box/broken", "");
  await who.user.run("apply", "site.yaml", "-y", "-e", "release=7", "-e", "color=red");
  rmSync(at("broken"));
  await who.user.run("resume", "last", "-y");
  expect(all()).toEqual(["Linux 7 red 640", "Linux 7 600"]);
});
