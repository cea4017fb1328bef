import { describe, expect, test } from "vitest";
import { validating } from "../../support/validating.ts";

const hosts = `all:
  children:
    web:
      vars: { port: 80 }
      hosts: { web1: , web2: }
    db:
      hosts: { db1: { size: 3 } }
    empty:
`;
const tasks = (text: string, more = "") => `- hosts: all\n${more}  tasks:\n${text.replaceAll(/^/gm, "    ")}\n`;
const site = (text: string, more?: string) => ({ "inventory.yaml": hosts, "site.yaml": tasks(text, more) });

describe("a variable that nothing defines", () => {
  test("is an error at its own place, with the near name", async () => {
    const { found, hints, exitCode } = await validating(
      site('- debug: { msg: "hello {{ greting }}" }', "  vars: { greeting: hi }\n"),
    );
    expect(found).toEqual(["4:31 RB2002 `greting` is not defined"]);
    expect(hints).toEqual(['did you mean "greeting"?']);
    expect(exitCode).toBe(5);
  });

  test.each([
    ["when", "- debug:\n  when: nowhere == 1"],
    ["changed_when", "- command: uptime\n  changed_when: nowhere == 1"],
    ["loop", '- debug:\n  loop: "{{ nowhere }}"'],
    ["environment", '- command: uptime\n  environment: { A: "{{ nowhere }}" }'],
    ["notify", '- command: uptime\n  notify: "{{ nowhere }}"'],
    ["become_user", '- command: uptime\n  become_user: "{{ nowhere }}"'],
    ["args", '- command: uptime\n  args: { chdir: "{{ nowhere }}" }'],
    ["assert", "- assert: { that: [nowhere == 1] }"],
    ["label", '- debug:\n  loop: [1]\n  loop_control: { label: "{{ nowhere }}" }'],
    ["manual", '- manual: { instructions: "{{ nowhere }}" }'],
  ])("is found in %s", async (_, text) => {
    const { found } = await validating(site(text));
    expect(found).toEqual([expect.stringMatching(/RB2002 `nowhere` is not defined/)]);
  });

  test.each([
    ["assert", "- assert: { that: [nowhere is defined, nowhere | length > 1] }"],
    ["fail", "- fail: { msg: Give it }\n  when: nowhere is not defined or elsewhere is undefined"],
  ])("is none behind %s, which stops hosts that lack it", async (_, guard) => {
    const { found } = await validating(site(`${guard}\n- debug: { msg: "{{ nowhere }}" }`));
    expect(found).toEqual([]);
  });

  test.each([
    ["a condition on it", "- assert: { that: nowhere is defined }\n  when: inventory_hostname == 'web1'"],
    ["ignored errors", "- assert: { that: nowhere is defined }\n  ignore_errors: true"],
    ["one reason of two", "- fail:\n  when: [nowhere is undefined, inventory_hostname == 'web1']"],
    [
      "a block that may be left out",
      "- block:\n    - assert: { that: nowhere is defined }\n  when: inventory_hostname == 'web1'",
    ],
  ])("is found behind an assert or fail with %s", async (_, guard) => {
    const { found } = await validating(site(`${guard}\n- debug: { msg: "{{ nowhere }}" }`));
    expect(found).toEqual([expect.stringMatching(/RB2002 `nowhere` is not defined/)]);
  });

  test("is nothing in a play without hosts, which does nothing", async () => {
    const files = {
      "inventory.yaml": hosts,
      "site.yaml": '- hosts: empty\n  tasks:\n    - debug: { msg: "{{ nowhere }}" }\n',
    };
    expect((await validating(files)).found).toEqual(['1:10 RB2210 note no host is in "empty"']);
  });

  test("is found in keywords of the play", async () => {
    const { found } = await validating(site("- debug:", '  environment: { A: "{{ nowhere }}" }\n'));
    expect(found).toEqual(["2:25 RB2002 `nowhere` is not defined"]);
  });

  test("is found in the value of a variable that is used, once, and says who uses it", async () => {
    const { found, hints } = await validating(
      site('- debug: { msg: "{{ url }}" }\n- debug: { msg: "{{ url }}" }', '  vars: { url: "http://{{ nowhere }}" }\n'),
    );
    expect(found).toEqual(["2:27 RB2002 `nowhere` is not defined"]);
    expect(hints).toEqual(['"debug" uses it, by way of url.']);
  });

  test("is found in the inventory, at its place there", async () => {
    const { found } = await validating({
      "inventory.yaml": 'all:\n  hosts: { a: { url: "{{ nowhere }}" } }\n',
      "site.yaml": tasks('- debug: { msg: "{{ url }}" }'),
    });
    expect(found).toEqual(["inventory.yaml:2:26 RB2002 `nowhere` is not defined"]);
  });

  test("is found in what says how a host is reached, although nothing names it", async () => {
    const { found } = await validating({
      "inventory.yaml": 'all:\n  hosts: { a: { ansible_host: "{{ nowhere }}" } }\n',
      "site.yaml": tasks("- debug:"),
    });
    expect(found).toEqual(["inventory.yaml:2:35 RB2002 `nowhere` is not defined"]);
  });

  test("is found in a template file, at its place there", async () => {
    const files = site("- template: { src: a.j2, dest: /a }\n  vars: { here: 1 }");
    const { found } = await validating({
      ...files,
      "templates/a.j2": "{% for x in [1] %}\n{{ x }} {{ here }} {{ nowhere }}\n{% endfor %}\n",
    });
    expect(found).toEqual(["templates/a.j2:2:23 RB2002 `nowhere` is not defined"]);
  });

  test("is found in a template that is looked up, with what the place of the lookup gives it", async () => {
    const text = "{% for one in [1] %}{{ lookup('template', 'b.j2', template_vars={'here': 1}) }}{% endfor %}";
    const { found } = await validating({
      ...site("- template: { src: a.j2, dest: /a }\n- command: uptime\n  register: load"),
      "a.j2": text,
      "templates/b.j2": "{{ one }} {{ here }} {{ nowhere }}{{ lookup('template', 'b.j2') }}{{ load.rc }}\n",
    });
    expect(found).toEqual([
      "templates/b.j2:1:25 RB2002 `nowhere` is not defined",
      "templates/b.j2:1:70 RB2002 `load` is not defined",
    ]);
  });

  test("of a value that nobody uses is no mistake", async () => {
    expect((await validating(site("- debug:", '  vars: { url: "{{ nowhere }}" }\n'))).found).toEqual([]);
  });

  test.each([
    "{{ nowhere | default('x') }}",
    "{{ 1 if nowhere is defined else 2 }}",
    "{% if nowhere is defined %}{{ nowhere }}{% endif %}",
    "{% set nowhere = 1 %}{{ nowhere }}",
    "{{ nowhere is defined and nowhere == 1 }}",
  ])("that %s asks for is no mistake", async (text) => {
    expect((await validating(site(`- debug: { msg: "${text}" }`))).found).toEqual([]);
  });

  test("that the task's condition asks for is no mistake", async () => {
    const { found } = await validating(site('- debug: { msg: "{{ nowhere }}" }\n  when: nowhere is defined'));
    expect(found).toEqual([]);
  });
});

describe("what defines a variable", () => {
  test.each([
    ["the task", '- debug: { msg: "{{ x }}" }\n  vars: { x: 1 }'],
    ["a loop", '- debug: { msg: "{{ item }}" }\n  loop: [1]'],
    ["a loop's own name", '- debug: { msg: "{{ one }}" }\n  loop: [1]\n  loop_control: { loop_var: one }'],
    [
      "the program",
      '- debug: { msg: "{{ inventory_hostname }} {{ groups.web }} {{ ansible_check_mode }} {{ ansible_managed }}" }',
    ],
    ["a task before", '- command: uptime\n  register: x\n- debug: { msg: "{{ x.stdout }}" }'],
    ["the task itself", "- command: uptime\n  register: x\n  changed_when: x.rc == 1"],
    ["set_fact", '- set_fact: { x: 1 }\n- debug: { msg: "{{ x }}" }'],
    ["setup", '- setup:\n- debug: { msg: "{{ ansible_facts.system }} {{ ansible_kernel }}" }'],
    ["a module that sets a variable", '- campaign_facts: { instance: a }\n- debug: { msg: "{{ campaign.build }}" }'],
  ])("%s", async (_, text) => {
    expect((await validating(site(text))).found).toEqual([]);
  });

  test("an input, with and without a default", async () => {
    const { found } = await validating({
      "inventory.yaml": hosts,
      "site.yaml":
        'inputs: { a: , b: { default: "{{ c }}" }, c: { required: false } }\nplays:\n  - hosts: all\n    tasks:\n      - debug: { msg: "{{ a }} {{ b }} {{ c }}" }\n',
    });
    expect(found).toEqual([]);
  });

  test("-e", async () => {
    const files = site('- debug: { msg: "{{ x }}" }');
    expect((await validating(files)).found).toHaveLength(1);
    expect((await validating(files, "-e", "x=1")).found).toEqual([]);
  });

  test("not a task that comes later", async () => {
    const { found, hints } = await validating(
      site('- debug: { msg: "{{ x }}" }\n- name: Look\n  command: uptime\n  register: x'),
    );
    expect(found).toEqual(["3:25 RB2002 `x` is not defined"]);
    expect(hints[0]).toContain('"Look" registers it at site.yaml:6:17, which is later.');
  });

  test("not a task on other hosts", async () => {
    const { hints, found } = await validating({
      "inventory.yaml": hosts,
      "site.yaml": `- hosts: db
  name: Databases
  tasks:
    - set_fact: { x: 1 }
- hosts: web
  tasks:
    - debug: { msg: "{{ x }}" }
`,
    });
    expect(found).toEqual(["7:25 RB2002 `x` is not defined"]);
    expect(hints[0]).toBe('"set_fact" sets it at site.yaml:4:7, on the hosts of "Databases" only.');
  });

  test("a handler sees what all tasks of its play set", async () => {
    const files = site("- command: uptime\n  notify: h\n- command: id\n  register: x");
    const handlers = '  handlers:\n    - name: h\n      debug: { msg: "{{ x.stdout }}" }\n';
    expect((await validating({ ...files, "site.yaml": files["site.yaml"] + handlers })).found).toEqual([]);
  });
});

describe("a variable that only some hosts have", () => {
  test("is a warning that names the others and says how to silence it", async () => {
    const { found, hints, exitCode } = await validating(site('- debug: { msg: "{{ port }}" }'));
    expect(found).toEqual(["3:25 RB2208 warning `port` is not defined on db1"]);
    expect(hints[0]).toBe(
      "Define it there too, or write: when: port is defined.\nto silence it, end the line with: # noqa: RB2208",
    );
    expect(exitCode).toBe(0);
  });

  test("is none where the condition chooses hosts, or the limit leaves only those", async () => {
    expect((await validating(site('- debug: { msg: "{{ port }}" }\n  when: "\'web\' in group_names"'))).found).toEqual(
      [],
    );
    expect((await validating(site('- debug: { msg: "{{ port }}" }'), "-l", "web")).found).toEqual([]);
  });

  test("is silenced by a comment at its line, or alone above it", async () => {
    const task = '- debug: { msg: "{{ port }}" }';
    expect((await validating(site(`${task} # noqa: RB2208`))).found).toEqual([]);
    expect((await validating(site(`# noqa: RB2202 RB2208 the databases have none\n${task}`))).found).toEqual([]);
    expect((await validating(site(`${task} # noqa: RB2202`))).found).toHaveLength(1);
  });

  test("errors are not silenced", async () => {
    expect((await validating(site('- debug: { msg: "{{ nowhere }}" } # noqa: RB2002'))).found).toHaveLength(1);
  });
});

describe("without an inventory", () => {
  const alone = (text: string) => ({ "site.yaml": tasks(text) });

  test("names that must come from outside are one note", async () => {
    const { found, exitCode } = await validating(
      alone('- debug: { msg: "{{ port }}" }\n- debug: { msg: "{{ port }} {{ size }}" }'),
    );
    expect(found).toEqual(["3:25 RB2209 note `port`, `size` are not defined in the runbook"]);
    expect(exitCode).toBe(0);
  });

  test("a name that is near another is told at its place", async () => {
    const files = { "site.yaml": tasks('- debug: { msg: "{{ greting }}" }', "  vars: { greeting: hi }\n") };
    const { found, hints } = await validating(files);
    expect(found).toEqual(["4:25 RB2209 note `greting` is not defined in the runbook"]);
    expect(hints).toEqual(['did you mean "greeting"?']);
  });

  test("what a later task registers is an error all the same", async () => {
    const { found } = await validating(alone('- debug: { msg: "{{ x }}" }\n- command: uptime\n  register: x'));
    expect(found).toEqual(["3:25 RB2002 `x` is not defined"]);
  });
});

describe("other mistakes with names", () => {
  test("a variable that refers to itself", async () => {
    const { found, hints } = await validating(
      site('- debug: { msg: "{{ a }}" }', '  vars: { a: "{{ b }}", b: "{{ a }}" }\n'),
    );
    expect(found).toEqual(['2:14 RB2005 the variable "a" refers to itself']);
    expect(hints).toEqual(["By way of: a -> b -> a."]);
  });

  test("a group and a host that are not in the inventory", async () => {
    const { found } = await validating(site("- debug: { msg: \"{{ groups.wbe }} {{ hostvars['web9'].port }}\" }"));
    expect(found).toEqual([
      '3:25 RB3002 there is no group "wbe" in the inventory',
      '3:42 RB3002 there is no host "web9" in the inventory',
    ]);
  });

  test("groups that disagree, where the variable is used", async () => {
    const files = (use: string) => ({
      "inventory.yaml":
        "all:\n  children:\n    a: { vars: { x: 1 }, hosts: { h: } }\n    b: { vars: { x: 2 }, hosts: { h: } }\n",
      "site.yaml": tasks(`- debug: { msg: "{{ ${use} }}" }`),
    });
    expect((await validating(files("x"))).found).toEqual([
      'inventory.yaml:4:21 RB3004 h: group a and group b give "x" different values',
    ]);
    expect((await validating(files("inventory_hostname"))).found).toEqual([]);
  });

  test("groups that disagree are no matter where tags leave the task out, nor who notifies the handler", async () => {
    const files = {
      "inventory.yaml":
        "all:\n  children:\n    a: { vars: { x: 1 }, hosts: { h: } }\n    b: { vars: { x: 2 }, hosts: { h: } }\n",
      "site.yaml": tasks(
        '- debug: { msg: "{{ y }}" }\n  tags: deploy\n- block:\n    - debug: { msg: "{{ y }}" }\n  tags: [never, tidy]',
        '  vars: { y: "{{ x }}" }\n  handlers:\n    - name: h # noqa: RB2201\n      debug: { msg: "{{ x }}" }\n',
      ),
    };
    const conflict = ['inventory.yaml:4:21 RB3004 h: group a and group b give "x" different values'];
    expect((await validating(files, "--skip-tags", "deploy")).found).toEqual([]);
    expect((await validating(files)).found).toEqual(conflict);
    expect((await validating(files, "-t", "tidy")).found).toEqual(conflict);
  });

  test("nothing follows from files that a template names, nor from mistyped hosts", async () => {
    const other = '- host: web\n  tasks:\n    - debug: { msg: "{{ prot }}" }\n';
    expect((await validating({ "inventory.yaml": hosts, "site.yaml": other })).found).toEqual([
      '1:3 RB1103 a play has no key "host"',
      "3:25 RB2002 `prot` is not defined",
    ]);
    const files = site('- debug: { msg: "{{ greeting }}" }', '  vars_files: ["{{ stage }}.yaml"]\n');
    expect((await validating(files)).found).toEqual(["2:16 RB2111 nothing of this name is known before the run"]);
  });

  test("in every file that a play's hosts may choose", async () => {
    const play = '  vars_files: ["stages/{{ stage }}.yaml", "{{ playbook_dir }}/os/{{ ansible_system }}.yaml"]\n';
    const files = {
      ...site('- debug: { msg: "{{ one }} {{ two }} {{ three }}" }', play),
      "stages/prod.yaml": 'one: "{{ prot }}"\n',
      "stages/test.yaml": 'one: "{{ two }}"\ntwo: "{{ one }}"\n',
    };
    expect((await validating(files)).found).toEqual(["2:43 RB2107 no file matches what is written of this name"]);
    const whole = { ...files, "os/Linux.yaml": "own: 1\n" };
    expect((await validating(whole)).found).toEqual([
      "stages/prod.yaml:1:10 RB2002 `prot` is not defined",
      'stages/test.yaml:1:6 RB2005 the variable "one" refers to itself',
      "2:27 RB2002 `stage` is not defined",
      "4:45 RB2002 `three` is not defined",
    ]);
  });

  test("a pattern made of what is only known of hosts", async () => {
    const { found } = await validating({
      "inventory.yaml": hosts,
      "site.yaml": '- hosts: "{{ port }}"\n  tasks:\n    - debug:\n',
    });
    expect(found).toEqual(["1:14 RB2002 `port` is not defined here"]);
  });

  test("a task that cannot be read may define names: no mistake follows from another", async () => {
    const { found } = await validating(
      site('- comand: uptime\n  register: x\n- debug: { msg: "{{ x }} {{ nowhere }}" }'),
    );
    expect(found).toEqual(['3:7 RB2102 there is no module "comand"', "5:33 RB2002 `nowhere` is not defined"]);
  });
});
