import { describe, expect, test } from "vitest";
import { validating } from "../../support/validating.ts";

const hosts = "all:\n  children:\n    web: { hosts: { web1: } }\n    empty:\n";
const tasks = (text: string, more = "") => `- hosts: web\n${more}  tasks:\n${text.replaceAll(/^/gm, "    ")}\n`;
const site = (text: string, more?: string) => ({ "inventory.yaml": hosts, "site.yaml": tasks(text, more) });

/** What is found in tasks, with their first line at line 3. */
async function found(text: string, more?: string): Promise<readonly string[]> {
  return (await validating(site(text, more))).found;
}

describe("handlers", () => {
  const handlers = (text: string) => `  handlers:\n${text.replaceAll(/^/gm, "    ")}\n`;

  test("that nothing notifies", async () => {
    const text = handlers("- name: Restart\n  command: restart\n- name: Reload\n  listen: changed\n  command: reload");
    expect(await found("- command: uptime\n  notify: changed", text)).toEqual([
      '3:13 RB2201 warning no task notifies the handler "Restart"',
    ]);
  });

  test("that another handler notifies, or perhaps a template, are used", async () => {
    const other = handlers("- name: A\n  command: a\n  notify: B\n- name: B\n  command: b");
    expect(await found("- command: uptime\n  notify: A", other)).toEqual([]);
    const text = handlers("- name: A\n  command: a");
    expect(await found("- command: uptime\n  notify: \"{{ 'A' }}\"", text)).toEqual([]);
  });

  test("that do not exist: the one that was meant is not reported too", async () => {
    expect(await found("- command: uptime\n  notify: Restrat", handlers("- name: Restart\n  command: r"))).toEqual([
      '7:15 RB2104 no handler is named "Restrat"',
    ]);
  });
});

describe("jobs", () => {
  const ask = "- async_status: { jid: '{{ job.ansible_job_id }}' }";

  test("that nothing starts are not asked for", async () => {
    expect(await found(`- name: import\n  command: import\n  async: 60\n  register: job\n${ask}`)).toEqual([
      '7:28 RB2213 warning "job" is the result of no job',
    ]);
    expect(await found(`- command: import\n  async: 60\n  poll: 0\n  register: job\n${ask}`)).toEqual([]);
    const loop = "- async_status: { jid: '{{ item.ansible_job_id }}' }\n  loop: '{{ job.results }}'";
    expect(await found(`- command: import\n  async: 60\n  poll: 0\n  register: job\n  loop: [1]\n${loop}`)).toEqual([]);
  });

  test("need async: poll alone is nothing", async () => {
    expect(await found("- command: uptime\n  poll: 0")).toEqual([
      '4:7 RB2214 warning "poll" says nothing without "async": the task is waited for',
    ]);
  });
});

describe("registered results", () => {
  test("that nothing uses", async () => {
    expect(await found("- command: uptime\n  register: load")).toEqual([
      '4:17 RB2202 warning the result "load" is never used',
    ]);
  });

  test.each([
    '- debug: { msg: "{{ load.stdout }}" }',
    '- debug: { msg: "{{ hostvars.web1.load.stdout }}" }',
    "- debug: { msg: \"{{ hostvars.values() | map(attribute='load.stdout') | list }}\" }",
    "- debug:\n  when: load.rc == 0",
  ])("that are used: %s", async (use) => {
    expect(await found(`- command: uptime\n  register: load\n${use}`)).toEqual([]);
  });

  test("that only the task itself, a template file or a variable uses", async () => {
    expect(await found("- command: uptime\n  register: load\n  failed_when: load.rc > 1")).toEqual([]);
    expect(await found("- command: uptime\n  register: load", '  vars: { a: "{{ load.rc }}" }\n')).toEqual([]);
    const files = site("- command: uptime\n  register: load\n- template: { src: a.j2, dest: /a }");
    expect((await validating({ ...files, "a.j2": "{{ load.rc }}" })).found).toEqual([]);
  });
});

describe("loop variables", () => {
  test("that hide another variable", async () => {
    const loop = "- debug:\n  loop: [1]\n  loop_control: { loop_var: port }";
    expect(await found(loop, "  vars: { port: 80 }\n")).toEqual([
      '6:33 RB2203 warning the loop variable "port" hides another variable',
    ]);
    expect(await found("- debug:\n  loop: [1]", "  vars: { item: 80 }\n")).toEqual([
      '5:7 RB2203 warning the loop variable "item" hides another variable',
    ]);
    expect(await found(loop.replace("port", "inventory_hostname"))).toHaveLength(1);
    expect(await found(loop)).toEqual([]);
  });

  test("not by an include that takes its name from its own items", async () => {
    const files = site("- include_tasks: '{{ item }}.yml'\n  loop: [one, two]");
    const tasks = { "one.yml": "- debug:\n", "two.yml": "- debug:\n" };
    expect((await validating({ ...files, ...tasks })).found).toEqual([]);
  });
});

describe("words of YAML 1.1 as conditions", () => {
  test("are true and false", async () => {
    expect(
      await found("- command: uptime\n  changed_when: no\n  failed_when: [No, off]\n  when: Yes\n  until: on"),
    ).toEqual([]);
    expect(await found("- debug:\n  when: no")).toEqual([
      '4:13 RB2204 warning "debug" never runs: its condition is always false',
    ]);
  });

  test("are names between quotes", async () => {
    expect(await found("- debug:\n  when: 'no'")).toEqual(["4:14 RB2002 `no` is not defined"]);
  });
});

describe("tasks that never run", () => {
  test("since their condition is always false", async () => {
    expect(await found("- debug:\n  when: false")).toEqual([
      '4:13 RB2204 warning "debug" never runs: its condition is always false',
    ]);
    expect(await found("- debug:\n  when: [true, inventory_hostname == 'a' and false]")).toHaveLength(1);
  });

  test("since what stands before always fails", async () => {
    expect(await found("- name: Stop\n  fail:\n- name: Go on\n  debug:\n- debug:")).toEqual([
      '5:7 RB2204 warning "Go on" never runs: "Stop" before it always fails',
    ]);
  });

  test.each(["when: inventory_hostname == 'a'", "ignore_errors: true", "tags: [never]", "failed_when: false"])(
    "but not after a failure with %s",
    async (keyword) => {
      expect(await found(`- fail:\n  ${keyword}\n- debug:`)).toEqual([]);
    },
  );
});

describe("values that are not what they look like", () => {
  test("an unquoted mode is octal, and a warning", async () => {
    const { found: problems, hints } = await validating(site("- file: { path: /a, mode: 0644 }"));
    expect(problems).toEqual(["3:31 RB2205 warning the mode 0644 is read as octal"]);
    expect(hints[0]).toContain('write it between quotes: "0644"');
    expect(await found('- file: { path: /a, mode: "0644" }')).toEqual([]);
  });

  test("a version that is a number, in a parameter, a variable and the inventory", async () => {
    expect(await found("- debug: { msg: 1.10 }")).toEqual(["3:21 RB2206 warning 1.10 is the number 1.1"]);
    expect(await found("- debug:", "  vars: { version: 1.20, zip: 00501 }\n")).toEqual([
      "2:20 RB2206 warning 1.20 is the number 1.2",
      "2:31 RB2206 warning 00501 is the number 501",
    ]);
    const inventory = "all:\n  hosts: { web1: { release: 7.0 } }\n  children: { web: { hosts: { web1: } } }\n";
    expect((await validating({ ...site("- debug:"), "inventory.yaml": inventory })).found).toEqual([
      "inventory.yaml:2:29 RB2206 warning 7.0 is the number 7",
    ]);
  });

  test("a word that is a number", async () => {
    expect(await found("- debug:", "  vars: { commit: 12e5, a: 1.5E-3, b: 0o17, c: '1e3', d: e5, e: 0x1F }\n")).toEqual(
      [
        "2:19 RB2206 warning 12e5 is the number 1200000",
        "2:28 RB2206 warning 1.5E-3 is the number 0.0015",
        "2:39 RB2206 warning 0o17 is the number 15",
      ],
    );
  });

  test("a number where a number is meant is none", async () => {
    expect(await found("- command: { cmd: a, deadline: 1.50 }", "  vars: { a: 1.5, b: 0, c: 0.5, d: 10 }\n")).toEqual(
      [],
    );
  });

  test("words of YAML 1.1 in variables", async () => {
    expect(await found("- debug:", "  vars: { a: yes, b: 'no', c: Off }\n")).toEqual([
      '2:14 RB2207 warning "yes" is text here, and true in Ansible',
      '2:31 RB2207 warning "Off" is text here, and false in Ansible',
    ]);
    expect(await found("- command: uptime\n  become: yes")).toEqual([]);
  });
});

describe("parameters that cannot be understood", () => {
  test("are not missing, too", async () => {
    expect(await found('- assert: { that: "{{ a }} == 1" }')).toEqual([
      '3:24 RB2001 "{{" cannot stand inside an expression',
    ]);
    expect(await found("- copy: { content: a, dets: /a }")).toEqual([
      '3:27 RB1103 the module copy has no parameter "dets"',
    ]);
    expect(await found("- file: some text")).toEqual(['3:13 RB1101 "file" takes a mapping of parameters']);
  });
});

describe("patterns and tags", () => {
  const inPattern = async (pattern: string) =>
    (await validating({ "inventory.yaml": hosts, "site.yaml": `- hosts: ${pattern}\n  tasks: [{ debug: }]\n` })).found;

  test("a name that is not there is an error", async () => {
    expect(await inPattern("wbe")).toEqual(['1:10 RB3002 there is no host or group "wbe" in the inventory']);
    expect(await inPattern("db*")).toEqual(['1:10 RB3003 "db*" matches no host and no group']);
  });

  test("a pattern that says nothing is an error, as in a run", async () => {
    expect(await inPattern("''")).toEqual(["1:10 RB3003 an empty pattern matches no host"]);
    expect(await inPattern("[]")).toEqual(["1:10 RB3003 an empty pattern matches no host"]);
    expect(await inPattern("{ web: }")).toEqual(['1:10 RB1101 "hosts" must be a pattern or a list of patterns']);
  });

  test("a group without hosts is a note", async () => {
    expect(await inPattern("empty")).toEqual(['1:10 RB2210 note no host is in "empty"']);
    expect(await inPattern("web:!web1")).toEqual(['1:10 RB2210 note no host is in "web:!web1"']);
  });

  test("a limit and a tag that match nothing", async () => {
    const files = site("- debug:\n  tags: [deploy]");
    expect((await validating(files, "-l", "wbe")).found).toEqual([
      '- RB3002 there is no host or group "wbe" in the inventory',
    ]);
    const { found: tags, hints } = await validating(files, "-t", "depoly");
    expect(tags).toEqual(['- RB2105 no task has the tag "depoly"']);
    expect(hints).toEqual(['did you mean "deploy"?']);
  });
});

describe("secrets on a command line", () => {
  const withToken = (task: string, vars = "") => ({
    "inventory.yaml": hosts,
    "site.yaml": `inputs: { token: { secret: true }, size: }
plays:
  - hosts: web
    vars: { app: { token: "{{ token }}", size: "{{ size }}" }${vars} }
    tasks:
      - ${task}
`,
  });

  test.each([
    ["command", 'command: login "{{ token }}"'],
    ["shell", 'shell: login "{{ token }}"'],
    ["argv", 'command: { argv: [login, "{{ token }}"] }'],
    ["a member of a variable", 'command: login "{{ app.token }}"'],
    ["a whole variable", 'command: login "{{ app }}"'],
    ["a filter", 'command: login "{{ token | upper }}"'],
    ["a joined text", "command: login \"{{ 'x' ~ token }}\""],
    ["a choice", "command: login \"{{ token if size == '1' else '' }}\""],
  ])("by %s", async (_, task) => {
    const { found: problems, exitCode } = await validating(withToken(task));
    expect(problems).toEqual([expect.stringMatching(/^6:\d+ RB5011 the secret "token" would stand on a command line/)]);
    expect(exitCode).toBe(5);
  });

  test.each([
    ["standard input", 'command: { argv: [login], stdin: "{{ token }}" }'],
    ["another member", 'command: login "{{ app.size }}"'],
    ["its length", 'command: login "{{ token | length }}"'],
    ["a comparison", "command: login \"{{ token == 'x' }}\""],
    ["a condition", 'command: login "{{ 1 if token else 2 }}"'],
  ])("but not by %s", async (_, task) => {
    expect((await validating(withToken(task))).found).toEqual([]);
  });
});

describe("files beside the runbook", () => {
  test("that are missing", async () => {
    expect(await found("- copy: { src: motd, dest: /etc/motd }\n- template: { src: a.j2, dest: /a }")).toEqual([
      '3:20 RB2107 there is no file "motd"',
      '4:24 RB2107 there is no file "a.j2"',
    ]);
  });

  test("that are there, and whose names only a run can tell", async () => {
    const files = site('- copy: { src: motd, dest: /etc/motd }\n- copy: { src: "{{ inventory_hostname }}", dest: /a }');
    expect((await validating({ ...files, "files/motd": "hi" })).found).toEqual([]);
  });

  test("that lookups name: in tasks, in variables that are used, in templates", async () => {
    const files = site(
      "- debug: { msg: \"{{ lookup('file', 'gone') }} {{ motd }}\" }\n- template: { src: a.j2, dest: /a }",
      "  vars: { motd: \"{{ query('ansible.builtin.template', 'gone.j2') }}\", idle: \"{{ lookup('file', 'x') }}\" }\n",
    );
    const all = { ...files, "a.j2": "{{ lookup('file', 'here') }} {{ lookup('file', 'far') }}", here: "" };
    expect((await validating(all)).found).toEqual([
      '2:55 RB2107 there is no file "gone.j2"',
      '4:40 RB2107 there is no file "gone"',
      'a.j2:1:48 RB2107 there is no file "far"',
    ]);
  });

  test("are looked for in the role of the task, too", async () => {
    const files = {
      ...site("- debug:", "  roles: [app]\n"),
      "roles/app/tasks/main.yml":
        "- debug: { msg: \"{{ lookup('file', 'motd') }} {{ lookup('file', 'gone') }}\" }\n" +
        "- copy: { src: '{{ item }}', dest: /a }\n  loop: [motd]\n",
      "roles/app/files/motd": "",
    };
    expect((await validating(files)).found).toEqual(['roles/app/tasks/main.yml:1:65 RB2107 there is no file "gone"']);
  });

  test("that a lookup may miss, or whose names only a run can tell", async () => {
    const text = "{{ lookup('file', 'gone', errors='ignore') }}{{ lookup('file', inventory_hostname) }}";
    expect(await found(`- debug: { msg: "${text}" }`)).toEqual([]);
  });

  test("that the items of a loop name, each at its item", async () => {
    const loops = [
      '- copy: { src: "{{ item }}.conf", dest: "/etc/{{ item }}" }\n  loop: [app, web, db]',
      '- template: { src: "{{ item.value }}", dest: "/{{ item.key }}" }\n  with_dict: { a: a.j2, b: b.j2 }',
      '- copy: { src: "{{ item }}", dest: /a }\n  loop: [gone]\n  when: item != "gone"',
      '- copy: { src: "{{ item }}", dest: /a }\n  loop: "{{ groups.all }}"',
    ];
    const files = { ...site(loops.join("\n")), "web.conf": "", "a.j2": "{{ nowhere }}" };
    expect((await validating(files)).found).toEqual([
      '4:14 RB2107 there is no file "app.conf"',
      '4:24 RB2107 there is no file "db.conf"',
      '6:18 RB2107 there is no file "b.j2"',
      "a.j2:1:4 RB2002 `nowhere` is not defined",
    ]);
  });

  test("a template with a mistake in it", async () => {
    const files = site("- template: { src: a.j2, dest: /a }\n- template: { src: a.j2, dest: /b }");
    expect((await validating({ ...files, "a.j2": "x\n{{ 1 | uper }}\n" })).found).toEqual([
      'a.j2:2:8 RB2004 there is no filter "uper"',
    ]);
  });
});

describe("templates in the wrong place", () => {
  test("braces in a condition are refused with the mend", async () => {
    const { found: problems, hints } = await validating(site('- debug:\n  when: "{{ inventory_hostname }} == 1"'));
    expect(problems).toEqual(['4:14 RB2001 "{{" cannot stand inside an expression']);
    expect(hints).toEqual(["write inventory_hostname without braces"]);
  });

  test("braces without quotes are refused with the mend", async () => {
    const { found: problems, hints } = await validating(
      site("- debug: { msg: hi }\n- debug:\n    msg: {{ greeting }}"),
    );
    expect(problems).toEqual(["5:14 RB1004 a value that begins with a template must be quoted"]);
    expect(hints).toEqual(['quote the template: "{{ name }}"']);
  });
});

test("constants inside lists and mappings are checked too", async () => {
  expect(await found("- command: { argv: [a, [b]] }")).toEqual([
    expect.stringMatching(/^3:24 RB1101 "argv\[1\]" must be text, not a list/),
  ]);
});
