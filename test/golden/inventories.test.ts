import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

/** Files, a command line, and the page in inventories/ that says what came of it. Only this machine is ever reached. */
interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly run: readonly string[];
}

const program = (list: string) => `#!/bin/sh\ncat <<'END'\n${list}\nEND\n`;
const site = {
  "hosts.yaml": `all:
  vars: { ansible_connection: local, port: 80, dsn: "db://app:{{ db_password }}@{{ inventory_hostname }}" }
  children:
    web: { hosts: { web1: { motd: "{{ inventory_hostname }}:{{ port }}" }, web2: }, vars: { port: 8080, tier: front } }
    blue: { hosts: { web1: }, vars: { tier: blue } }
`,
  "group_vars/all.yml": "db_password: hunter2-secret\nport: 81\nlogin: { user: app, password: hunter2-secret }\n",
  "group_vars/web/main.yml": "port: 8081\n",
  "host_vars/web2.yml": "port: 9090\n",
  "site.yaml": `name: Site
inputs:
  port: { type: integer, default: 1 }
  region: { type: string, default: eu }
plays:
  - name: Web servers
    hosts: web
    vars: { port: 7070, url: "http://{{ inventory_hostname }}:{{ port }}" }
    tasks:
      - debug: { msg: "{{ url }} {{ region }}" }
`,
};
const on = (host: string, variable: string, ...more: readonly string[]) => {
  return ["explain", variable, "--host", host, "-i", "hosts.yaml", ...more];
};
const play = '- hosts: web1\n  tasks:\n    - debug: { msg: "{{ tier }}" }\n';

const hushed = {
  "hosts.yaml": "web: { hosts: { web1: { ansible_connection: local } } }\n",
  "hushed.yaml": `- hosts: web
  gather_facts: true
  vars: { made: "{{ {'password': 'hush-12'} }}" }
  tasks:
    - { set_fact: { pin: hush-34 }, no_log: true }
`,
};

const chosen = {
  "hosts.yaml": "web: { hosts: { web1: { ansible_connection: local, port: 8080 } } }\n",
  "site.yaml": `- hosts: web
  vars: { port: 80, depth: 1 }
  vars_files: ["stages/{{ stage }}.yaml", "os/{{ ansible_facts.os_family }}.yaml"]
  tasks:
    - debug: { msg: "{{ port }} {{ depth }} {{ packages }}" }
`,
  "stages/prod.yaml": 'port: 443\ndepth: "{{ port }}"\n',
  "stages/test.yaml": "port: 1443\n",
  "os/Debian.yaml": "packages: deb\n",
  "os/RedHat.yaml": "packages: rpm\n",
};

const cases: Readonly<Record<string, Case>> = {
  "explain what a host overrides": { files: site, run: on("web2", "port") },
  "explain what files override": { files: site, run: on("web1", "port") },
  "explain with a runbook and an extra variable": {
    files: site,
    run: on("web1", "port", "--runbook", "site.yaml", "-e", "port=1234"),
  },
  "explain what a play says": { files: site, run: on("web1", "url", "--runbook", "site.yaml") },
  "explain an input": { files: site, run: on("web1", "region", "--runbook", "site.yaml") },
  "explain a template": { files: site, run: on("web1", "motd") },
  "explain a template with a secret in it": { files: site, run: on("web1", "dsn") },
  "explain a secret": { files: site, run: on("web1", "db_password") },
  "explain a mapping with a secret in it": { files: site, run: on("web1", "login") },
  "explain siblings that disagree": { files: site, run: on("web1", "tier") },
  "explain what runbook itself gives": { files: site, run: on("web1", "inventory_hostname") },
  "explain what no_log hides": { files: hushed, run: on("web1", "pin", "--runbook", "hushed.yaml") },
  "explain a template that makes something hidden": {
    files: hushed,
    run: on("web1", "made", "--runbook", "hushed.yaml"),
  },
  "explain a fact that nobody mentions": {
    files: hushed,
    run: on("web1", "ansible_distribution", "--runbook", "hushed.yaml"),
  },
  "explain what a file says that the host chooses": {
    files: chosen,
    run: on("web1", "port", "--runbook", "site.yaml", "-e", "stage=test"),
  },
  "explain what no file says that the host chooses": {
    files: chosen,
    run: on("web1", "depth", "--runbook", "site.yaml", "-e", "stage=test"),
  },
  "explain what a file says that only a run tells": {
    files: chosen,
    run: on("web1", "packages", "--runbook", "site.yaml", "-e", "stage=test"),
  },
  "explain what a file may say that nothing names": {
    files: chosen,
    run: on("web1", "port", "--runbook", "site.yaml"),
  },
  "explain as JSON": { files: site, run: on("web2", "port", "--format", "json") },
  "explain this machine": { files: site, run: on("localhost", "ansible_connection") },
  "explain what nobody defines": { files: site, run: on("web1", "prot") },
  "explain for a host that is not there": { files: site, run: on("wbe1", "port") },
  "explain without a host": { files: site, run: ["explain", "port", "-i", "hosts.yaml"] },
  "siblings that disagree where the variable is used": {
    files: { ...site, "tier.yaml": play },
    run: ["plan", "tier.yaml", "-i", "hosts.yaml"],
  },
  "siblings that disagree where nobody asks": { files: site, run: ["hosts", "--host", "web1", "-i", "hosts.yaml"] },
  "variables beside the runbook": {
    files: {
      "inv/hosts": "here ansible_connection=local\n",
      "book/site.yaml": '- hosts: all\n  tasks:\n    - debug: { msg: "{{ a }} {{ b }}" }\n',
      "book/group_vars/all.yml": "a: beside the runbook\n",
      "inv/group_vars/all.yml": "a: beside the inventory\nb: there\n",
    },
    run: ["apply", "book/site.yaml", "-y", "-i", "inv/hosts"],
  },
  "several inventories": {
    files: {
      "one.ini": "[web]\na x=1\n",
      "two.yaml": "web: { hosts: { a: { x: 2 }, b: } }\n",
      "more/cloud": program('{"web": ["c"], "_meta": {"hostvars": {"c": {"x": "{{ 3 }}"}}}}'),
      "more/notes.txt": "not an inventory",
    },
    run: ["hosts", "--list", "-i", "one.ini", "-i", "two.yaml", "-i", "more", "-i", "d,"],
  },
  "a program that prints no JSON": {
    files: { inv: program('{"web": {"hosts": ["a"], "vars": {"password": hunter2}}}') },
    run: ["hosts", "-i", "inv"],
  },
  "a program that fails": {
    files: { inv: "#!/bin/sh\necho 'no credentials: set CLOUD_TOKEN' >&2\nexit 4\n" },
    run: ["hosts", "-i", "inv"],
  },
  "an inventory plugin": {
    files: { "inv.yaml": "plugin: constructed\nkeyed_groups: []\n" },
    run: ["hosts", "-i", "inv.yaml"],
  },
  "a folder without an inventory": { files: { "inv/hosts.ini": "a\n" }, run: ["hosts", "-i", "inv"] },
  "a file of variables that is a list": {
    files: { ...site, "group_vars/web/more.yml": "- port: 1\n- tier: 2\n" },
    run: ["hosts", "-i", "hosts.yaml"],
  },
  "settings of a file": {
    files: { "ansible.cfg": "[defaults]\ninventory = here.ini\n", "here.ini": "[web]\na\n" },
    run: ["hosts", "web"],
  },
  "settings of the environment": {
    files: { "ansible.cfg": "[defaults]\ninventory = nowhere\n", "here.ini": "[web]\na\n" },
    environment: { RUNBOOK_INVENTORY: "here.ini", RUNBOOK_FROKS: "5" },
    run: ["hosts", "web"],
  },
  "a setting that cannot be understood": {
    files: {
      "ansible.cfg": "[defaults]\n# as many as we have\nforks = many\n",
      "inventory.yaml": "all: { hosts: { a: } }",
    },
    run: ["exec", "all", "--", "true"],
  },
  "host keys that are not to be checked": {
    files: { "ansible.cfg": "[defaults]\nhost_key_checking = False\n", "inventory.yaml": "all: { hosts: { a: } }" },
    run: ["exec", "all", "--", "true"],
  },
  "help of explain": { files: {}, run: ["explain", "--help"] },
};

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

test.for(Object.entries(cases))("%s", async ([name, { files, environment = {}, run }]) => {
  for (const [file, text] of Object.entries(files)) {
    const path = join(user.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    if (text.startsWith("#!")) chmodSync(path, 0o755);
  }
  const ended = await user.with(environment).run(...run);
  const page = transcript(run, ended, { HOME: user.folder });
  await expect(page).toMatchFileSnapshot(`inventories/${name.replaceAll(/[^A-Za-z]+/g, "-")}.txt`);
});
