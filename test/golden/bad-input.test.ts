import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

/** Files, a command line, and the page in bad-input/ that says what came of it. No host is ever reached. */
interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly run: readonly string[];
}

const hosts = "all:\n  children:\n    web:\n      hosts:\n        web1:\n        web2:\n";
const play = (tasks: string) => `- hosts: all\n  tasks:\n${tasks.replaceAll(/^/gm, "    ")}`;
const withInventory = (files: Readonly<Record<string, string>>) => ({ "inventory.yaml": hosts, ...files });
const plan = (...more: readonly string[]) => ["plan", "site.yaml", ...more];
const tokenInput = (rest = "") =>
  `name: Tokens\ninputs:\n  token: { type: string, secret: true, description: A token of the service.${rest} }\n  size: { type: integer }\n  region: { type: string, pattern: "[a-z]+" }\nplays:\n  - hosts: all\n    tasks:\n      - debug: { msg: "{{ size }}" }\n`;

const cases: Readonly<Record<string, Case>> = {
  "no inventory": { files: { "site.yaml": play("- debug: { msg: hi }") }, run: plan() },
  "inventory that is missing": { files: { "site.yaml": play("- debug:") }, run: plan("-i", "hosts.yaml") },
  "inventory that is broken": {
    files: { "site.yaml": play("- debug:"), "inventory.yaml": "all:\n  hosts:\n    web1: { ansible_port: 22\n" },
    run: plan(),
  },
  "inventory with a misplaced host": {
    files: { "site.yaml": play("- debug:"), "inventory.yaml": "all:\n  web1:\n    ansible_port: 22\n" },
    run: plan(),
  },
  "the sample inventory": {
    files: {
      "site.yaml": play("- debug:"),
      "inventory.yaml": "all:\n  hosts:\n    a.example.net:\n    b.example.net:\n",
    },
    run: plan(),
  },
  "a runbook that does not exist": {
    files: withInventory({ "site.yaml": play("- debug:") }),
    run: ["plan", "sit.yaml"],
  },
  "a folder instead of a runbook": { files: withInventory({ "site/x": "" }), run: ["plan", "site"] },
  "blocks, loops and batches that are wrong": {
    files: withInventory({
      "site.yaml": `- hosts: all
  serial: 0
  vars_files: [none.yaml]
  roles: [web]
  tasks:
    - block: [{ debug: }]
      register: x
    - rescue: [{ debug: }]
    - { debug: , loop: 5 }
    - { debug: , delay: 3 }
    - { debug: , with_sequence: 5-1 }
    - { import_tasks: ../site.yaml }
    - { debug: , debugger: always }
`,
    }),
    run: ["validate", "site.yaml"],
  },
  "an unknown limit": { files: withInventory({ "site.yaml": play("- debug:") }), run: plan("-l", "wbe1") },
  "an empty limit": { files: withInventory({ "site.yaml": play("- debug:") }), run: plan("-l", "") },
  "a limit from a file": {
    files: withInventory({ "site.yaml": play("- debug:"), retry: "web1\nweb9\n" }),
    run: plan("-l", "@retry"),
  },
  "a limit from a file that does not exist": {
    files: withInventory({ "site.yaml": play("- debug:") }),
    run: plan("--limit", "@retry"),
  },
  "a limit outside the play": {
    files: withInventory({ "site.yaml": play("- debug:").replace("all", "web1") }),
    run: plan("-l", "web2"),
  },
  "a play for an unknown group": {
    files: withInventory({ "site.yaml": play("- debug:").replace("all", "wbe") }),
    run: plan(),
  },
  "YAML that does not parse": {
    files: withInventory({ "site.yaml": '- hosts: all\n  tasks:\n    - copy: { dest: /etc/motd, content: "hello }\n' }),
    run: plan(),
  },
  "a tab in the indentation": {
    files: withInventory({ "site.yaml": "- hosts: all\n  tasks:\n\t- debug:\n" }),
    run: plan(),
  },
  "a template that is not quoted": {
    files: withInventory({ "site.yaml": play("- debug:\n    msg: {{ greeting }}") }),
    run: plan(),
  },
  "an empty runbook": { files: withInventory({ "site.yaml": "" }), run: plan() },
  "a runbook that is only text": { files: withInventory({ "site.yaml": "hello\n" }), run: plan() },
  "every mistake at once": {
    files: {
      "site.yaml": play(
        '- coppy: { dest: /a }\n- name: two modules\n  copy: { dest: /a }\n  debug:\n- file: { path: /a, stat: absent }\n- copy: { content: x }\n- name: who\n  debug: { msg: hi }\n  nofity: restart\n- debug: { msg: hi }\n  notify: restrt\n- debug: { msg: "{{ 1 + }}" }\n- debug: { msg: "{{ x | uper }}" }\n- file: { path: /a, state: gone }',
      ).concat("\n  handlers:\n    - name: restart\n      command: { argv: [true] }\n"),
    },
    run: ["validate", "site.yaml"],
  },
  "mistakes as JSON": {
    files: { "site.yaml": play("- coppy: { dest: /a }\n- copy: { content: x }") },
    run: ["validate", "site.yaml", "--format", "json"],
  },
  "one good file and one bad one": {
    files: { "good.yaml": play("- debug:"), "bad.yaml": play("- debgu:") },
    run: ["validate", "good.yaml", "bad.yaml"],
  },
  "a key twice": { files: withInventory({ "site.yaml": "- hosts: all\n  hosts: web\n  tasks: []\n" }), run: plan() },
  "missing inputs": { files: withInventory({ "site.yaml": tokenInput() }), run: ["apply", "site.yaml", "-y"] },
  "wrong inputs": {
    files: withInventory({ "site.yaml": tokenInput() }),
    run: ["apply", "site.yaml", "-y", "-e", "size=big", "-e", "region=EU-1"],
  },
  "an answer to a question nobody asked": {
    files: withInventory({ "site.yaml": tokenInput(), "answers.yaml": "tokn: abcdefgh\nsize: 3\nregion: eu\n" }),
    modes: { "answers.yaml": 0o600 },
    run: ["apply", "site.yaml", "-y", "-e", "@answers.yaml"],
  },
  "answers with secrets that others can read": {
    files: withInventory({ "site.yaml": tokenInput(), "answers.yaml": "token: abcdefgh\nsize: 3\nregion: eu\n" }),
    modes: { "answers.yaml": 0o644 },
    run: plan("-e", "@answers.yaml"),
  },
  "a secret on the command line": {
    files: withInventory({ "site.yaml": tokenInput() }),
    run: plan("-e", "token=abcdefgh"),
  },
  "a secret on the command line as JSON": {
    files: withInventory({ "site.yaml": tokenInput() }),
    run: plan("-e", '{"token": "abcdefgh"}'),
  },
  "a secret that is too short": {
    files: withInventory({ "site.yaml": tokenInput() }),
    environment: { RUNBOOK_INPUT_TOKEN: "abc" },
    run: plan("-e", "size=3", "-e", "region=eu"),
  },
  "a secret whose command fails": {
    files: withInventory({ "site.yaml": tokenInput(", command: [sh, -c, 'echo the vault is sealed >&2; exit 3']") }),
    run: plan("-e", "size=3", "-e", "region=eu"),
  },
  "a secret whose command does not exist": {
    files: withInventory({ "site.yaml": tokenInput(", command: [no-such-vault, read]") }),
    run: plan("-e", "size=3", "-e", "region=eu"),
  },
  "answers that do not exist": {
    files: withInventory({ "site.yaml": tokenInput() }),
    run: plan("-e", "@answers.yaml"),
  },
  "answers that are a list": {
    files: withInventory({ "site.yaml": tokenInput(), "answers.yaml": "- 1\n- 2\n" }),
    run: plan("-e", "@answers.yaml"),
  },
  "an extra variable without a value": { files: withInventory({ "site.yaml": tokenInput() }), run: plan("-e", "size") },
  "an unknown tag": {
    files: withInventory({ "site.yaml": play("- debug:\n  tags: [deploy]") }),
    run: plan("-t", "depoly"),
  },
  "an unknown tag to skip": {
    files: withInventory({ "site.yaml": play("- debug:\n  tags: [deploy]") }),
    run: plan("--skip-tags", "depoly"),
  },
  "a task to start at that does not exist": {
    files: withInventory({ "site.yaml": play("- name: Install\n  debug:") }),
    run: plan("--start-at-task", "Instal"),
  },
  "apply without a yes": { files: withInventory({ "site.yaml": play("- debug:") }), run: ["apply", "site.yaml"] },
  "a run that does not exist": { run: ["show", "20200101-000000-abcd"] },
  "a run that is a path": { run: ["show", "../../etc/passwd"] },
  "no run yet": { run: ["show", "last"] },
  "an unknown command": { run: ["aply", "site.yaml"] },
  "an unknown flag": { run: ["plan", "site.yaml", "--dif"] },
  "a flag with a wrong value": { run: ["plan", "site.yaml", "-f", "many"] },
  "no runbook at all": { run: ["plan"] },
  "two runbooks where one is meant": { run: ["plan", "a.yaml", "b.yaml"] },
  "an unknown host": { files: withInventory({}), run: ["hosts", "--host", "wbe1"] },
  "an unknown group to draw": { files: withInventory({}), run: ["hosts", "wbe", "--graph"] },
  "a pattern without a host": { files: withInventory({}), run: ["hosts", "web:!web*"] },
  "a pattern with a range out of bounds": { files: withInventory({}), run: ["hosts", "web[5]"] },
  "a pattern that is no regular expression": { files: withInventory({}), run: ["hosts", "~web("] },
  "an unknown module": { run: ["modules", "lineinfle"] },
  "an unknown scenario": { run: ["lab", "up", "--dir", "lab", "--scenario", "sudo-refuse"] },
  "no practice hosts": { run: ["lab", "status", "--dir", "lab"] },
  "practice hosts in a folder of other people": {
    files: { "lab/precious": "" },
    run: ["lab", "up", "1", "--dir", "lab"],
  },
  "an ssh option that does not exist": {
    files: withInventory({ "site.yaml": play("- command: { argv: [true] }") }),
    run: plan("--ssh-common-args", "-o NoSuchOption=1"),
  },
  "a key file that does not exist": {
    files: withInventory({ "site.yaml": play("- command: { argv: [true] }") }),
    run: plan("--private-key", "no-such-key"),
  },
};

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

describe("bad input is answered with what, where and how to go on", () => {
  test.for(Object.entries(cases))("%s", async ([name, { files = {}, modes = {}, environment = {}, run }]) => {
    for (const [file, text] of Object.entries(files)) {
      const path = join(user.folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      chmodSync(path, modes[file] ?? 0o644);
    }
    const ended = await user.with(environment).run(...run);
    const page = transcript(run, ended, { HOME: user.folder });
    await expect(page).toMatchFileSnapshot(`bad-input/${name.replaceAll(/[^A-Za-z]+/g, "-")}.txt`);
    expect(ended.stdout + ended.stderr).toMatch(/RB\d{4}|"code":"RB/);
  });
});
