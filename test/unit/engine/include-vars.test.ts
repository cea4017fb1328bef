import { afterEach, beforeEach, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
});
afterEach(() => shop.close());

const play = (...tasks: readonly string[]) =>
  ["- hosts: all", "  tasks:", ...tasks.map((line) => `    - ${line}`), ""].join("\n");
const say = (text: string) => `{ debug: { msg: "${text}" } }`;
const said = ({ tasks }: Walked) => tasks.flatMap(({ message }) => message ?? []);
const two = "[all]\na os=debian\nb os=alpine\n[all:vars]\nansible_connection=local\n";

test("variables of a file hold from there on: over those of plays, roles and tasks, under what tasks set", async () => {
  shop.put("vars/more.yml", 'one: file\ntwo: file\nthree: "{{ later }}"\n');
  const walked = await shop.walk({
    runbook: play(
      say("{{ one | default('none') }}"),
      "{ set_fact: { two: fact } }",
      "{ include_vars: more.yml }",
      `{ debug: { msg: "{{ one }} {{ two }} {{ three }}" }, vars: { one: task, later: evaluated } }`,
      "{ set_fact: { one: fact } }",
      say("{{ one }}"),
    ),
  });
  expect(said(walked)).toEqual(["none", "file fact evaluated", "fact"]);
});

test("a skipped task brings nothing; in a plan, one that may be skipped makes them unknown", async () => {
  shop.put("more.yml", "one: file\n");
  const runbook = play(
    "{ include_vars: more.yml, when: false }",
    say("{{ one | default('none') }}"),
    "{ command: date, register: date }",
    "{ include_vars: more.yml, when: date.rc == 0 }",
    say("{{ one }}"),
  );
  expect(said(await shop.walk({ runbook }))).toEqual(["none", "file"]);
  const planned = await shop.walk({ runbook, mode: "plan" });
  expect(said(planned).at(-1)).toContain("known after");
});

test("folders, one variable for all, JSON, several files by a loop", async () => {
  shop.put("vars/all/a.yml", "one: a\ntwo: a\n");
  shop.put("vars/all/b.json", '{ "two": "b" }');
  shop.put("vars/all/deep/c.yml", "three: c\n");
  shop.put("vars/all/notes.txt", "four: d\n");
  const walked = await shop.walk({
    runbook: play(
      "{ include_vars: { dir: all } }",
      say("{{ one }} {{ two }} {{ three }}"),
      "{ include_vars: { dir: all, depth: 1, name: flat } }",
      say("{{ flat | to_json }}"),
      '{ include_vars: "all/{{ item }}.yml", loop: [a, deep/c] }',
      say("{{ two }}"),
    ),
  });
  expect(said(walked)).toEqual(["a b c", '{"one": "a", "two": "b"}', "a"]);
});

test("a folder may be named from the root, by where the runbook is, and by what depends on the host", async () => {
  shop.put("sets/debian/a.yml", "package: apt\n");
  shop.put("sets/alpine/a.yml", "package: apk\n");
  for (const dir of ["{{ playbook_dir }}/sets/debian", `${shop.folder}/sets/debian`]) {
    expect(
      said(await shop.walk({ runbook: play(`{ include_vars: { dir: "${dir}" } }`, say("{{ package }}")) })),
    ).toEqual(["apt"]);
  }
  const runbook = play('{ include_vars: { dir: "sets/{{ os }}" } }', say("{{ package }}"));
  const walked = await shop.walk({ runbook, inventory: two });
  expect(said(walked)).toEqual(expect.arrayContaining(["apt", "apk"]));
});

test("a folder outside of the project is refused before anything in it is looked at", async () => {
  for (const dir of ["/proc", "../../../../proc"]) {
    await expect(shop.walk({ runbook: play(`{ include_vars: { dir: ${dir} } }`) })).rejects.toThrow(
      "lies outside of the runbook's folder",
    );
  }
});

test("a name may depend on the host: each gets its file, and one that has none fails", async () => {
  shop.put("vars/os-debian.yml", "package: apt\n");
  shop.put("vars/os-alpine.yml", "package: apk\n");
  const runbook = play('{ include_vars: "os-{{ os }}.yml" }', say("{{ package }}"));
  const walked = await shop.walk({ runbook, inventory: two });
  expect(said(walked)).toEqual(expect.arrayContaining(["apt", "apk"]));
  const lost = await shop.walk({ runbook, inventory: two.replace("alpine", "hurd") });
  expect(lost.statuses("b")).toEqual(["include_vars: failed"]);
  expect(lost.tasks.find(({ host }) => host === "b")).toMatchObject({
    code: "RB2107",
    message: 'there is no file "os-hurd.yml"',
    hint: "Of the files that it may be there are os-alpine.yml, os-debian.yml.",
  });
});

test("in a role, its own vars/ comes first", async () => {
  shop.put("vars/more.yml", "one: project\n");
  shop.put("roles/web/vars/more.yml", "one: role\n");
  shop.put("roles/web/tasks/main.yml", '- include_vars: "{{ role_path }}/vars/more.yml"\n- include_vars: more.yml\n');
  const runbook = `- hosts: all\n  roles: [web]\n  tasks: [${say("{{ one }}")}]\n`;
  expect(said(await shop.walk({ runbook }))).toEqual(["role"]);
});

test("what cannot be read before a run is refused", async () => {
  shop.put("list.yml", "- no mapping\n");
  const wrong = async (task: string) => {
    const walked = shop.walk({ runbook: play(task) });
    return walked.then(
      () => [],
      (error: unknown) =>
        error instanceof ProblemError ? error.problems.map(({ code, message }) => `${code} ${message}`) : [error],
    );
  };
  expect(await wrong('{ include_vars: "{{ file }}" }')).toEqual([
    "RB2111 nothing of this name is known before the run",
  ]);
  expect(await wrong("{ include_vars: none.yml }")).toEqual(['RB2107 there is no file "none.yml"']);
  expect(await wrong("{ include_vars: list.yml }")).toEqual(['RB1101 "list.yml" must be a mapping of variables']);
  expect(await wrong('{ include_vars: { dir: "{{ dir }}" } }')).toEqual([
    "RB2111 nothing of this name is known before the run",
  ]);
  expect(await wrong("{ include_vars: { dir: none } }")).toEqual(['RB2107 there is no folder "none"']);
});

test("the folder beside the runbook wins over the one in vars/", async () => {
  shop.put("d/a.yml", "one: beside\n");
  shop.put("vars/d/a.yml", "one: vars\n");
  const walked = await shop.walk({ runbook: play("{ include_vars: { dir: d } }", say("{{ one }}")) });
  expect(said(walked)).toEqual(["beside"]);
});

test("one ending is a list of one; depth and endings must be written out", async () => {
  shop.put("vars/e/a.json", '{ "one": "json" }');
  shop.put("vars/e/b.yml", "one: yml\n");
  const runbook = play("{ include_vars: { dir: e, extensions: json } }", say("{{ one }}"));
  expect(said(await shop.walk({ runbook }))).toEqual(["json"]);
  for (const more of ["depth: '{{ n }}'", "extensions: ['{{ n }}']"]) {
    const walking = shop.walk({ runbook: play(`{ include_vars: { dir: e, ${more} } }`) });
    await expect(walking).rejects.toThrow("must be written out");
  }
});

test("an expression in a name may be empty", async () => {
  shop.put("tasks2.yml", "- debug: { msg: two }\n");
  shop.put("tasks.yml", "- debug: { msg: plain }\n");
  const name = `tasks{{ '2' if os == 'debian' else '' }}.yml`;
  const walked = await shop.walk({ runbook: play(`{ include_tasks: "${name}" }`), inventory: two });
  expect(said(walked).toSorted()).toEqual(["plain", "two"]);
});
