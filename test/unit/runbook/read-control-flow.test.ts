import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import { leavesOf } from "../../../src/runbook/leaves-of.ts";
import type { Runbook } from "../../../src/runbook/model.ts";
import { readRunbook } from "../../../src/runbook/read-runbook.ts";
import { placeOf } from "../../../src/source/span.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runbook-read-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

const read = async (text: string): Promise<Runbook> => (await readRunbook({ name: "site.yaml", text }, folder)).runbook;
const ids = ({ plays }: Runbook) =>
  plays.flatMap(({ tasks }) => leavesOf(tasks).map(({ id, name }) => `${id} ${name}`));

/** "CODE place message" of everything that is wrong. */
async function wrong(text: string): Promise<readonly string[]> {
  try {
    await read(text);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(({ code, at, message }) => `${code} ${at ? placeOf(at) : ""} ${message}`);
  }
  return [];
}

const play = (...lines: readonly string[]) => ["- hosts: all", ...lines.map((line) => `  ${line}`), ""].join("\n");

describe("blocks", () => {
  test("ids are places in the tree, and stay when something is added behind", async () => {
    const text = play(
      "tasks:",
      "  - debug:",
      "  - block: [{ name: a, debug: }, { block: [{ name: b, debug: }] }]",
      "    rescue: [{ name: c, debug: }]",
      "    always: [{ name: d, debug: }]",
      "pre_tasks: [{ name: first, debug: }]",
      "post_tasks: [{ name: last, debug: }]",
    );
    expect(ids(await read(text))).toEqual([
      "1.pre.1 first",
      "1.pre.flush run the notified handlers",
      "1.1 debug",
      "1.2.1 a",
      "1.2.2.1 b",
      "1.2.rescue.1 c",
      "1.2.always.1 d",
      "1.post.flush run the notified handlers",
      "1.post.1 last",
    ]);
  });

  test("what is wrong in one is told with its place, and once", async () => {
    const text = play(
      "tasks:",
      "  - block: [{ debug: }, { debgu: }]",
      "    register: x",
      "    notify: nobody",
      "    confirm_within: 3s",
      "  - rescue: [{ debug: }]",
    );
    expect(await wrong(text)).toEqual([
      'RB1103 site.yaml:4:7 a block has no key "register"',
      'RB1101 site.yaml:6:23 "confirm_within" must be a time from 5s to 60m',
      'RB2102 site.yaml:3:29 there is no module "debgu"',
      'RB2103 site.yaml:7:7 "rescue" and "always" belong to a "block"',
      'RB2104 site.yaml:5:15 no handler is named "nobody"',
    ]);
  });
});

describe("until, loops and batches", () => {
  test.for([
    ["delay: 3", 'RB1102 site.yaml:4:7 "delay" needs "until" or "retries"'],
    ["retries: -1", 'RB1101 site.yaml:4:16 "retries" must be a number'],
    ["retries: 1.5", 'RB1101 site.yaml:4:16 "retries" must be a number'],
    ["loop_control: { label: x }", 'RB1102 site.yaml:4:7 "loop_control" needs a loop'],
    ["loop: 5", 'RB2003 site.yaml:4:13 "loop" must be a list'],
    [
      "with_sequence: 5-1",
      'RB2003 site.yaml:4:22 "with_sequence" cannot be understood: from 5 to 1 there is no way in steps of 1',
    ],
    [
      "with_fileglob: x",
      'RB1103 site.yaml:4:7 "with_fileglob" is an Ansible keyword that runbook does not carry out yet',
    ],
  ])("%s is told of", async ([line = "", message]) => {
    expect(await wrong(play("tasks:", "  - debug:", `    ${line}`))).toEqual([message]);
  });

  test("a task has one loop", async () => {
    const text = play("tasks:", "  - debug:", "    loop: [1]", "    with_items: [2]");
    expect(await wrong(text)).toEqual([
      'RB1101 site.yaml:5:7 a task has one loop, and this has "loop" and "with_items"',
    ]);
  });

  test.for([
    [
      "serial: 0",
      'RB1101 site.yaml:2:11 "serial" must be a number from 1, a percentage such as "30%", or a list of them',
    ],
    ["max_fail_percentage: 120", 'RB1101 site.yaml:2:24 "max_fail_percentage" must be a number from 0 to 100'],
  ])("%s is told of", async ([line = "", message]) => {
    expect(await wrong(play(line, "tasks: [{ debug: }]"))).toEqual([message]);
  });
});

describe("files beside the runbook", () => {
  test("tasks are imported, from beside the file that imports them", async () => {
    put("tasks/web.yaml", "- { name: web, debug: }\n- import_tasks: more.yaml\n");
    put("tasks/more.yaml", "- { name: more, debug: }\n");
    const runbook = await read(play("tasks:", "  - import_tasks: tasks/web.yaml", "    tags: [web]"));
    expect(ids(runbook)).toEqual(["1.1.1 web", "1.1.2.1 more"]);
    expect(leavesOf(runbook.plays[0]?.tasks ?? []).map(({ tags }) => tags)).toEqual([["web"], ["web"]]);
    expect(runbook.included?.map(({ name }) => name)).toEqual(["tasks/web.yaml", "tasks/more.yaml"]);
  });

  test("a mistake in an imported file has its place there", async () => {
    put("web.yaml", "- { name: web, debgu: }\n");
    expect(await wrong(play("tasks: [{ include_tasks: web.yaml }]"))).toEqual([
      'RB2102 web.yaml:1:16 there is no module "debgu"',
    ]);
  });

  test("circles, templates, and what is missing or elsewhere are refused", async () => {
    put("a.yaml", "- import_tasks: b.yaml\n");
    put("b.yaml", "- import_tasks: a.yaml\n");
    symlinkSync("/etc/hostname", join(folder, "out.yaml"));
    const text = play(
      "tasks:",
      ...["a.yaml", '"{{ x }}.yaml"', "c.yaml", "../../etc/passwd", "out.yaml"].map(
        (name) => `  - import_tasks: ${name}`,
      ),
    );
    expect((await wrong(text)).map((one) => one.slice(0, 6))).toEqual([
      "RB2109",
      "RB2111",
      "RB2107",
      "RB2108",
      "RB2108",
    ]);
  });

  test("plays are imported, each with the files beside it", async () => {
    put("db/site.yaml", "- { name: db, hosts: all, vars_files: [vars.yaml], tasks: [{ import_tasks: tasks.yaml }] }\n");
    put("db/vars.yaml", "port: 5432\n");
    put("db/tasks.yaml", "- { name: create, debug: }\n");
    const runbook = await read("- import_playbook: db/site.yaml\n- { name: web, hosts: all, tasks: [{ debug: }] }\n");
    expect(runbook.plays.map(({ name }) => name)).toEqual(["db", "web"]);
    expect(ids(runbook)).toEqual(["1.1.1 create", "2.1 debug"]);
    expect([...(runbook.plays[0]?.variables.keys() ?? [])]).toEqual(["port"]);
  });

  test("vars_files win over vars, later files over earlier ones; of a list the first that is there", async () => {
    put("one.yaml", "a: 1\nb: 1\n");
    put("two.yaml", "# nothing but\nb: 2\n");
    put("empty.yaml", "---\n");
    const runbook = await read(
      play("vars: { a: 0, c: 0 }", "vars_files: [one.yaml, [none.yaml, two.yaml], empty.yaml]", "tasks: []"),
    );
    const values = [...(runbook.plays[0]?.variables ?? [])].map(([name, source]) => [
      name,
      source.kind === "constant" && source.value,
    ]);
    expect(Object.fromEntries(values)).toEqual({ a: 1, b: 2, c: 0 });
  });

  test("a missing file of variables is a mistake", async () => {
    expect(await wrong(play("vars_files: [none.yaml]", "tasks: []"))).toEqual([
      'RB2107 site.yaml:2:16 there is no file "none.yaml"',
    ]);
  });
});
