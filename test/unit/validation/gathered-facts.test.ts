import { describe, expect, test } from "vitest";
import { runIn, validating } from "../../support/validating.ts";

const inventory = "all: { vars: { ansible_connection: local }, hosts: { a: , b: } }\n";
const files = (play: string, more: Readonly<Record<string, string>> = {}) => ({
  "inventory.yaml": inventory,
  "site.yaml": play,
  ...more,
});

/** The subsets that each play gathers by itself in a plan, by what it asks the host for; `-` for none. */
async function gathered(play: string, more: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) {
  const { stdout, stderr } = await runIn(files(play, more), [
    "plan",
    "site.yaml",
    "--format",
    "json",
    "-l",
    "a",
    ...flags,
  ]);
  const events = stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  const started = events.find(({ type }) => type === "run.started");
  if (!started) return stderr;
  return started.tasks.map(({ id }: { readonly id: string }) => id);
}

const debug = (text: string) => `    - debug: { msg: "${text}" }\n`;
const play = (tasks: string, head = "") => `- hosts: a\n${head}  tasks:\n${tasks}`;
const indented = (text: string) => text.replaceAll(/^/gm, "  ");
const both = ["1.facts", "1.1"];

describe("a play gathers facts by itself where they are mentioned", () => {
  test.each<[string, string, Readonly<Record<string, string>>]>([
    ["in a task", play(debug("{{ ansible_system }}")), {}],
    ["as a member", play(debug("{{ ansible_facts['os_family'] }}")), {}],
    ["as a member that only a run tells", play(debug("{{ ansible_facts[inventory_hostname] | default(1) }}")), {}],
    ["behind a check", play(debug("{{ 1 if ansible_kernel is defined }}")), {}],
    ["of another host", play(debug("{{ hostvars['a'].ansible_facts.hostname }}")), {}],
    ["in a condition", play('    - debug:\n      when: ansible_os_family == "Debian"\n'), {}],
    ["in a variable of the play", play(debug("{{ x }}"), '  vars: { x: "{{ ansible_system }}" }\n'), {}],
    [
      "in a variable of the inventory that leads to another",
      play(debug("{{ x }}")),
      {
        "inventory.yaml": `${inventory.slice(0, -3)}, c: { x: 1 } } }\n`,
        "group_vars/all.yaml": 'x: "{{ y }}"\ny: "{{ ansible_system }}"\n',
      },
    ],
    [
      "in a template file",
      play("    - template: { src: t.j2, dest: /nowhere/t }\n"),
      { "templates/t.j2": "{{ ansible_system }}\n" },
    ],
    [
      "in a template file whose name depends on the host",
      play('    - template: { src: "{{ inventory_hostname }}.j2", dest: /nowhere/t }\n'),
      { "templates/a.j2": "{{ ansible_system }}\n" },
    ],
  ])("%s", async (_, text, more) => {
    const { "inventory.yaml": _own, ...rest } = more;
    expect(await gathered(text, rest)).toEqual(both);
  });

  test("in a handler, a role, a block", async () => {
    const handler = "  handlers:\n    - { name: h, debug: { msg: '{{ ansible_system }}' } }\n";
    expect(await gathered(play("    - { debug: , notify: h, changed_when: true }\n", handler))).toEqual([
      ...both,
      "1.h.1",
    ]);
    const role = { "roles/r/tasks/main.yml": "- debug: { msg: '{{ ansible_system }}' }\n" };
    expect(await gathered("- hosts: a\n  roles: [r]\n", role)).toEqual(["1.facts", "1.roles.1.1"]);
    const block = "    - block:\n        - debug: { msg: '{{ ansible_system }}' }\n";
    expect(await gathered(play(block))).toEqual(["1.facts", "1.1.1"]);
  });

  test("that a later play looks at, without gathering or by another host's name", async () => {
    const first = play("    - debug:\n");
    const later = (head: string, text: string) => `- hosts: b\n${head}  tasks:\n${debug(text)}`;
    const own = later("  gather_facts: false\n", "{{ ansible_system | default(1) }}");
    expect(await gathered(first + own, {}, "-l", "all")).toEqual(["1.facts", "1.1", "2.1"]);
    const others = later("", "{{ hostvars.a.ansible_system }}");
    expect(await gathered(first + others, {}, "-l", "all")).toEqual(["1.facts", "1.1", "2.facts", "2.1"]);
    const itself = later("", "{{ ansible_system }}");
    expect(await gathered(first + itself, {}, "-l", "all")).toEqual(["1.1", "2.facts", "2.1"]);
  });

  test.each([
    ["nothing is mentioned", play("    - debug:\n")],
    ["the play says so", play(debug("{{ ansible_system | default(1) }}"), "  gather_facts: false\n")],
    ["the play's own variable has the name", play(debug("{{ ansible_system }}"), "  vars: { ansible_system: x }\n")],
  ])("not where %s", async (_, text) => expect(await gathered(text)).toEqual(["1.1"]));

  test("not where the first task gathers them", async () => {
    const tasks = (setup: string) => play(`    - ${setup}\n${debug("{{ ansible_system }}")}`);
    expect(await gathered(tasks("setup:"))).toEqual(["1.1", "1.2"]);
    expect(await gathered(tasks("setup: { gather_subset: [min] }"))).toEqual(["1.1", "1.2"]);
    expect(await gathered(tasks("setup: { gather_subset: [user] }"))).toEqual(["1.facts", "1.1", "1.2"]);
    expect(await gathered(tasks("{ setup: , when: false }"))).toEqual(["1.facts", "1.1", "1.2"]);
  });

  test("also where the first task would gather them, and is left out itself", async () => {
    const tasks = play(
      `    - { setup: , tags: [facts] }\n    - { debug: { msg: "{{ ansible_system }}" }, tags: [x], name: end }\n`,
    );
    expect(await gathered(tasks)).toEqual(["1.1", "1.2"]);
    expect(await gathered(tasks, {}, "-t", "facts,x")).toEqual(["1.1", "1.2"]);
    expect(await gathered(tasks, {}, "-t", "x")).toEqual(["1.facts", "1.2"]);
    expect(await gathered(tasks, {}, "--skip-tags", "facts")).toEqual(["1.facts", "1.2"]);
    expect(await gathered(tasks, {}, "--start-at-task", "end")).toEqual(["1.facts", "1.2"]);
  });

  test("in values of the command line, and in defaults of inputs, as far as they are used", async () => {
    const tasks = play(debug("{{ x }}"));
    const given = ["-e", '{"x": "{{ y }}", "y": "{{ ansible_system }}"}'];
    expect(await gathered(tasks, {}, ...given)).toEqual(both);
    expect(await gathered(play(debug("{{ y }}")), {}, "-e", "y=1")).toEqual(["1.1"]);
    expect(await gathered(play(debug("none")), {}, ...given)).toEqual(["1.1"]);
    const inputs = (text: string) => `inputs: { x: { default: "{{ ansible_system }}" } }\nplays:\n${indented(text)}`;
    expect(await gathered(inputs(tasks))).toEqual(both);
    expect(await gathered(inputs(tasks), {}, "-e", "x=1")).toEqual(["1.1"]);
    expect((await validating(files(inputs(tasks)))).found).toEqual([]);
    const named = play(debug("{{ ansible_system }}"));
    expect(await gathered(named, {}, "-e", "ansible_system=x")).toEqual(["1.1"]);
  });

  test("no task has the name of what nobody wrote", async () => {
    const said = await gathered(play(debug("{{ ansible_system }}")), {}, "--start-at-task", "gather facts");
    expect(said).toContain('no task is named "gather facts"');
    expect(said).not.toContain("rescue");
  });

  test("no tag leaves it out, unless nothing else of the play is left", async () => {
    const tasks = play(
      "    - { debug: { msg: '{{ ansible_system }}' }, tags: [x] }\n    - { debug: , tags: [y], name: end }\n",
    );
    expect(await gathered(tasks, {}, "-t", "x")).toEqual(["1.facts", "1.1"]);
    expect(await gathered(tasks, {}, "--start-at-task", "end")).toEqual(["1.facts", "1.2"]);
    expect(await gathered(`${tasks}- hosts: a\n  tasks:\n    - { debug: , tags: [z] }\n`, {}, "-t", "z")).toEqual([
      "2.1",
    ]);
  });
});

describe("gather_subset", () => {
  const site = (words: string, text = "{{ ansible_memtotal_mb }}") =>
    files(play(debug(text), `  gather_subset: ${words}\n`));
  const undefinedName = ["4:25 RB2002 `ansible_memtotal_mb` is not defined"];

  test.each([
    ["all", []],
    ["[hardware]", []],
    ["['!all', hardware]", []],
    ["['!user']", []],
    ["['!hardware']", undefinedName],
    ["[min]", undefinedName],
    ["['!all']", undefinedName],
  ])("%s bounds what is gathered", async (words, found) => {
    expect((await validating(site(words))).found).toEqual(found);
  });

  test("what it names is gathered, mentioned or not", async () => {
    expect(await gathered(play("    - debug:\n", "  gather_subset: [tools]\n"))).toEqual(both);
    expect(await gathered(play("    - debug:\n", "  gather_subset: all\n"))).toEqual(["1.1"]);
  });

  test("what nobody gathers is a mistake; to leave it out is none", async () => {
    expect((await validating(site("[network]", "x"))).found).toEqual([
      '2:18 RB1101 no facts are gathered that are called "network"',
    ]);
    expect((await validating(site("['!network', '!facter']", "x"))).found).toEqual([]);
  });
});

test("validate knows the facts of a play that gathers them, and only those", async () => {
  const tasks = debug("{{ ansible_system }} {{ ansible_facts.kernel }}");
  expect((await validating(files(play(tasks)))).found).toEqual([]);
  const { found, hints } = await validating(files(play(tasks, "  gather_facts: false\n")));
  expect(found).toEqual(["4:25 RB2002 `ansible_system` is not defined", "4:46 RB2002 `ansible_facts` is not defined"]);
  expect(hints[0]).toContain("gather_facts: false");
});

test("facts add up", async () => {
  const text = "{{ ansible_facts.system }} {{ ansible_facts.user_id is string }}";
  const tasks = `    - setup: { gather_subset: [user] }\n${debug(text)}`;
  const { stdout } = await runIn(files(play(tasks)), ["apply", "site.yaml", "-y", "--format", "json"]);
  expect(stdout).toContain("Linux True");
});

test("lists show only what somebody wrote", async () => {
  const { stdout } = await runIn(files(play(debug("{{ ansible_system }}"))), ["plan", "site.yaml", "--list-tasks"]);
  expect(stdout).not.toContain("gather facts");
});
