import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

// Commands that reach no host, or only this machine itself.
let user: Controller;
beforeAll(() => {
  user = controller();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(user.folder, name, ".."), { recursive: true });
    writeFileSync(join(user.folder, name), text);
  }
});
afterAll(() => user.remove());

const files = {
  "inventory.yaml": `all:
  vars: { ansible_connection: local }
  children:
    web:
      vars: { port: 80, motd: "welcome to {{ inventory_hostname }}" }
      hosts: { "web[1:3]": }
    db:
      hosts: { db1: { port: 5432 } }
    europe:
      children: { db: , web: }
`,
  "local.yaml": "all: { hosts: { here: { ansible_connection: local } } }\n",
  "boxes.yaml": `all:
  vars: { ansible_connection: exec, exec_command: "env BOX={{ box }} sh", box: "{{ inventory_hostname }}" }
  hosts:
    b1: { box: b }
    b2: { box: b }
    b3:
    b4: { exec_command: [no-such-docker, exec, -i, b4, sh] }
    b5: { exec_command: [sh, -c, "echo 'no such container: b5' >&2; exit 1", b5] }
    b6: { exec_command: "docker 'exec" }
`,
  "site.yaml": `- name: Web servers
  hosts: web
  tasks:
    - { name: Install, debug: { msg: install }, tags: [install] }
    - { name: Configure, debug: { msg: configure }, tags: [config, slow] }
    - { name: Check, debug: { msg: check } }
- name: Databases
  hosts: db
  tasks:
    - { name: Create, debug: { msg: create }, tags: [install] }
`,
  "undefined.yaml":
    '- hosts: all\n  vars: { greeting: hello }\n  tasks:\n    - name: Greet\n      debug: { msg: "{{ greting }} there" }\n',
  "blocks.yaml": `- hosts: all
  pre_tasks:
    - { name: Before, debug: { msg: before } }
  tasks:
    - tags: [app]
      block:
        - { name: Reload the app, command: { argv: [sh, -c, "echo no such app >&2; exit 3"] } }
        - { name: Never, debug: }
      rescue:
        - name: Say so
          debug: { msg: "{{ ansible_failed_task.name }} ended with {{ ansible_failed_result.rc }}" }
      always:
        - { name: Tidy up, debug: { msg: tidy } }
    - { name: After, debug: { msg: after } }
`,
  "waits.yaml": `- hosts: all
  tasks:
    - name: The app answers
      command: "false"
      changed_when: false
      retries: 2
      delay: 0
`,
  "fatal.yaml": `- hosts: web
  any_errors_fatal: true
  serial: [1, 2]
  tasks:
    - { name: Check, fail: { msg: broken }, when: inventory_hostname == 'web3' }
    - { name: Deploy, debug: { msg: deploy } }
`,
  "missing.yaml":
    "- hosts: all\n  tasks:\n    - name: Copy what is not there\n      copy: { src: motd, dest: /nowhere/motd }\n",
  "wrong.yaml":
    '- hosts: all\n  tasks:\n    - name: Ask the wrong command\n      command: { argv: [sh, -c, "echo the disk is on fire >&2; exit 7"] }\n    - name: Never\n      debug:\n',
};

const say = `printf 'I am %s\\n' "$BOX"; [ "$BOX" = b3 ] && printf '\\033[31mno\\033[0m\\rroom\\n' >&2 && exit 9; :`;

const runs: Readonly<Record<string, readonly string[]>> = {
  help: ["--help"],
  "help of plan": ["plan", "--help"],
  hosts: ["hosts"],
  "hosts of a pattern": ["hosts", "europe:!web[0:1]"],
  "hosts as JSON": ["hosts", "--list"],
  "hosts as a tree": ["hosts", "--graph", "europe"],
  "one host": ["hosts", "--host", "web2"],
  "help of exec": ["exec", "--help"],
  "help of facts": ["facts", "--help"],
  "help of trust": ["trust", "--help"],
  "trust without a host key": ["trust", "all"],
  "exec with equal and other outputs": ["exec", "all", "-i", "boxes.yaml", "--", "sh", "-c", say],
  "exec without a command": ["exec", "all"],
  "exec without the two dashes": ["exec", "all", "uptime"],
  "exec on nobody": ["exec", "wbe1", "--", "uptime"],
  "facts that are the same": ["facts", "web", "--filter", "system", "--filter", "ansible_user_d*"],
  "facts that do not exist": ["facts", "web", "--filter", "kernle"],
  "facts of a subset that does not exist": ["facts", "web", "--gather-subset", "min,network"],
  modules: ["modules"],
  "one module": ["modules", "ansible.builtin.fail"],
  scenarios: ["lab", "up", "--dir", "lab", "--scenario", "list"],
  "list hosts": ["plan", "site.yaml", "--list-hosts", "-l", "web1,db"],
  "list tasks": ["plan", "site.yaml", "--list-tasks"],
  "list tasks of a tag": ["plan", "site.yaml", "--list-tasks", "--tags", "install"],
  "list tasks without a tag": ["apply", "site.yaml", "--list-tasks", "--skip-tags", "slow,install"],
  "list tasks from one on": ["plan", "site.yaml", "--list-tasks", "--start-at-task", "Check"],
  "list tags": ["plan", "site.yaml", "--list-tags"],
  "list tasks of a block": ["plan", "blocks.yaml", "-i", "local.yaml", "--list-tasks"],
  "a failure that is rescued": ["apply", "blocks.yaml", "-i", "local.yaml", "-y"],
  "a task that is tried again": ["apply", "waits.yaml", "-i", "local.yaml", "-y"],
  "a failure that stops all hosts": ["apply", "fatal.yaml", "-y", "-f", "1"],
  "syntax check": ["apply", "site.yaml", "--syntax-check"],
  "only a tag": ["plan", "site.yaml", "-f", "1", "-t", "config"],
  "only a limit": ["apply", "site.yaml", "-y", "-f", "1", "-l", "web3"],
  "apply --check": ["apply", "site.yaml", "--check", "-f", "1", "-l", "db"],
  "an undefined variable": ["plan", "undefined.yaml", "-i", "local.yaml"],
  "a file that is not there": ["plan", "missing.yaml", "-i", "local.yaml"],
  "a command that fails": ["apply", "wrong.yaml", "-y", "-i", "local.yaml"],
};

test.for(Object.entries(runs))("%s", async ([name, words]) => {
  const ended = await user.run(...words);
  const page = transcript(words, ended, { HOME: user.folder });
  await expect(page).toMatchFileSnapshot(`commands/${name.replaceAll(/[^A-Za-z]+/g, "-")}.txt`);
});
