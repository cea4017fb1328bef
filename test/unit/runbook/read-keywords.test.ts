import { describe, expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Task } from "../../../src/runbook/model.ts";
import { inspectRunbook, readRunbook } from "../../../src/runbook/read-runbook.ts";
import { splitWords } from "../../../src/runbook/split-words.ts";

/** The only task of a play, with more of the play before it. */
async function task(text: string, play = ""): Promise<Task> {
  const { runbook } = await readRunbook(
    { name: "site.yaml", text: `- hosts: all\n${play}  tasks:\n    - ${text}\n` },
    "/",
  );
  const [step] = runbook.plays[0]?.tasks ?? [];
  if (step?.kind !== "task") throw new Error("no task");
  return step;
}

/** What is wrong with it: code, message and hint. */
async function wrong(text: string, play = ""): Promise<string> {
  try {
    const file = { name: "site.yaml", text: `- hosts: all\n${play}  tasks:\n    - ${text}\n` };
    const { problems } = await inspectRunbook(file, "/");
    return problems.map(({ code, message, hint = "" }) => `${code} ${message}. ${hint.split("\n")[0]}`).join("\n");
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
}

function values({ parameters }: Task): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...parameters].map(([name, source]) => [name, "value" in source ? source.value : source]));
}

describe("other ways of writing a module's parameters", () => {
  test.for([
    ["copy: dest=/x content='a b' mode=0644", { dest: "/x", content: "a b", mode: "0644" }],
    ['copy: dest=/x content="a\\nb"', { dest: "/x", content: "a\nb" }],
    ["command: uptime -p", { cmd: "uptime -p" }],
    ["command: make install creates=/opt/app chdir=/src", { cmd: "make install", creates: "/opt/app", chdir: "/src" }],
    ["command: creates=/opt/app make 'a  b' install", { cmd: "make 'a  b' install", creates: "/opt/app" }],
    ["shell: A=1 undo=2 deadline=3 env", { cmd: "A=1 undo=2 deadline=3 env" }],
    ["action: copy dest=/x content=a", { dest: "/x", content: "a" }],
    ["action: { module: copy, dest: /x, content: a }", { dest: "/x", content: "a" }],
    ["action: ansible.builtin.command ls -l chdir=/", { cmd: "ls -l", chdir: "/" }],
    ["ansible.builtin.debug: msg='hello you'", { msg: "hello you" }],
  ] as const)("%s", async ([text, expected]) => {
    expect(values(await task(text))).toEqual(expected);
  });

  test("a template in such a text stays one", async () => {
    const { parameters } = await task(`copy: dest=/x content="{{ a ~ ' b' }} c"`);
    expect(parameters.get("content")?.kind).toBe("template");
  });

  test("a note says how to write them, at the text; a run says nothing of it", async () => {
    const text = "- hosts: all\n  tasks:\n    - copy: dest=/x content=a\n    - shell: uptime -p\n";
    const file = { name: "site.yaml", text };
    const { problems } = await inspectRunbook(file, "/");
    expect(problems.map(({ code, severity, at }) => [code, severity, text.slice(at?.start, at?.end)])).toEqual([
      ["RB2211", "note", "dest=/x content=a"],
      ["RB2212", "note", "uptime -p"],
    ]);
    expect((await readRunbook(file, "/")).warnings).toEqual([]);
    expect(await wrong("command: { cmd: uptime -p }")).toBe("");
    expect(await wrong("command: uptime -p")).toBe(
      'RB2212 a command is written as one text. write it as a mapping below the module: "cmd:", or its words as a list, "argv:", which need no quotes',
    );
  });

  test.for([
    ["copy: dest=/x a", 'RB1101 "copy" takes a mapping of parameters'],
    ["copy: dest=/x destt=/y content=a", 'RB1103 the module copy has no parameter "destt"'],
    ["action: nope a=b", 'RB2102 there is no module "nope"'],
    ["action: { msg: x }", 'RB1101 "action" must name a module'],
    ["{ action: debug msg=1, debug: { msg: 2 } }", "RB2103 the task names more than one module"],
  ] as const)("%s is refused", async ([text, said]) => {
    expect(await wrong(text)).toContain(said);
  });

  test("words are parted as a shell parts them, templates and all", () => {
    const text = `a "b c" d='e f'g {{ h | i('j k') }}l {% if m %}n{% endif %} o\\ p`;
    expect(splitWords(text).map((word) => word.text)).toEqual([
      "a",
      '"b c"',
      "d='e f'g",
      "{{ h | i('j k') }}l",
      "{% if m %}n{% endif %}",
      "o\\ p",
    ]);
  });
});

describe("where a task is done", () => {
  test.for([
    ["{ command: ls, delegate_to: lb }", "lb"],
    ["{ command: ls, connection: local }", "localhost"],
    ["local_action: command ls", "localhost"],
    ["{ local_action: { module: command, cmd: ls } }", "localhost"],
  ] as const)("%s", async ([text, host]) => {
    const { delegateTo, barrier } = await task(text);
    expect([delegateTo?.kind === "constant" && delegateTo.value, barrier]).toEqual([host, true]);
  });

  test.for([
    ["{ command: ls, connection: ssh }", 'tasks and blocks can only say "local"'],
    ["{ command: ls, connection: local, delegate_to: lb }", "both say where the task is done"],
    [
      "{ include_vars: x.yaml, delegate_facts: true, delegate_to: lb }",
      '"delegate_facts" is not for files of variables',
    ],
  ] as const)("%s is refused", async ([text, said]) => {
    expect(await wrong(text)).toContain(said);
  });
});

describe("keywords of plays and tasks", () => {
  test("module_defaults give what a task does not say, the nearest ones first", async () => {
    const play = "  module_defaults:\n    ansible.builtin.copy: { mode: '0600', owner: app }\n";
    const own =
      "{ copy: { dest: /x, content: a, owner: me }, module_defaults: { copy: { mode: '0640', group: app } } }";
    expect(values(await task(own, play))).toEqual({
      dest: "/x",
      content: "a",
      owner: "me",
      mode: "0640",
      group: "app",
    });
    expect(values(await task("debug: { msg: x }", play))).toEqual({ msg: "x" });
  });

  test("async is a timeout, unless nobody waits for it", async () => {
    const { timeout } = await task("{ command: ls, async: 45, poll: 5 }");
    expect(timeout).toMatchObject({ value: 45 });
    expect((await task("{ command: ls, async: 0, poll: 0 }")).timeout).toBeUndefined();
    const job = await task("{ command: ls, async: 45, poll: 0 }");
    expect([job.timeout, job.background]).toEqual([undefined, expect.objectContaining({ value: 45 })]);
    expect((await task("{ command: ls, async: 0, poll: 0 }")).background).toBeUndefined();
    expect(await wrong("{ stat: { path: / }, async: 45, poll: 0 }")).toContain('RB1103 "poll: 0" is for commands');
  });

  test.for([
    ["undo", "{ command: { cmd: ls, undo: ls } }"],
    ["writes", "{ shell: { cmd: ls, writes: [/x] } }"],
    ["writes", "{ shell: { cmd: ls }, args: { writes: [/x] } }"],
    ["undo", "{ command: { cmd: ls }, module_defaults: { command: { undo: ls } } }"],
  ] as const)("whose end nobody sees has no %s: %s", async ([name, text]) => {
    const job = text.replace(/ }$/, ", async: 45, poll: 0 }");
    expect(await wrong(job)).toBe(
      `RB1103 "${name}" is about what a command has done, and with "poll: 0" nobody sees its end. Leave poll out: other hosts do not wait.`,
    );
  });

  test.for([
    "{ command: { cmd: ls }, confirm_within: 20s }",
    "{ command: { cmd: ls, undo: ls }, confirm_within: 20s }",
  ])("nor is it confirmed: %s", async (text) => {
    const job = text.replace(/ }$/, ", async: 45, poll: 0 }");
    expect(await wrong(job)).toMatch(/^RB1103 "poll: 0" is not for a task with "confirm_within"\. [^\n]*$/);
    const block = `{ confirm_within: 60s, block: [${job.replace(", confirm_within: 20s", "")}] }`;
    expect(await wrong(block)).toMatch(/^RB1103 "poll: 0" is not for a block with "confirm_within"\. [^\n]*$/);
  });

  test.for([
    ["  order: sorted\n", undefined],
    ["  strategy: free\n  gather_subset: [min]\n  collections: [community.general]\n", undefined],
    ["  order: shuffle\n", 'RB1103 the order "shuffle" is not supported. It is inventory'],
    ["  strategy: debug\n", 'RB1103 the strategy "debug" is not supported. Leave it out'],
    [
      "  debugger: always\n",
      'RB1103 "debugger" is an Ansible keyword that runbook does not carry out yet. There is no',
    ],
    ["  vars_prompt: [{ name: a, encrypt: sha512_crypt }]\n", 'RB1103 "encrypt" of a prompt is not supported'],
    ["  vars_prompt: [{ name: a, private: true, default: b }]\n", 'RB1101 "a" is private and has a default'],
    ["  vars_prompt: [{ prompt: Who? }]\n", 'RB1101 a prompt needs the "name" of a variable'],
  ] as const)("%s", async ([play, said]) => {
    expect(await wrong("command: { cmd: ls }", play)).toContain(said ?? "");
    if (said === undefined) expect(await wrong("command: { cmd: ls }", play)).toBe("");
  });

  test.for([
    ["meta: refresh_inventory", '"meta: refresh_inventory" is not carried out. The inventory is read once'],
    ["meta: clear_fact", 'did you mean "clear_facts"?'],
    ["meta: end_hots", 'is not carried out. did you mean "end_host"?'],
    ["{ command: ls, remote_user: root }", "Say it in the inventory (ansible_user)"],
    ["{ command: ls, with_together: [] }", "zip(other)"],
  ] as const)("%s is refused with a way out", async ([text, said]) => {
    expect(await wrong(text)).toContain(said);
  });

  test("what a play asks for is an input of the runbook, secret unless it says otherwise", async () => {
    const play = "  vars_prompt: [{ name: token, prompt: Token?, confirm: true }, { name: day, default: Friday }]\n";
    const file = { name: "site.yaml", text: `- hosts: all\n${play}  tasks: [{ debug: { msg: "{{ day }}" } }]\n` };
    const { runbook } = await readRunbook(file, "/");
    expect(runbook.inputs).toMatchObject([
      { name: "token", secret: true, required: true, description: "Token?", isAskedTwice: true },
      { name: "day", secret: false, required: false },
    ]);
  });
});
