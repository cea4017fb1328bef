import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller } from "../support/program.ts";
import { transcript } from "./transcript.ts";

/** Files, and the flags of `runbook validate site.yaml`. */
interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

const inventory = `all:
  children:
    web:
      vars: { port: 80 }
      hosts: { web1: , web2: }
    db:
      hosts: { db1: { size: 3 } }
    empty:
`;

function site(tasks: string, more: { readonly play?: string; readonly after?: string } = {}): Case["files"] {
  const { play = "", after = "" } = more;
  return {
    "inventory.yaml": inventory,
    "site.yaml": `- name: The site\n  hosts: all\n${play}  tasks:\n${tasks.replaceAll(/^/gm, "    ")}\n${after}`,
  };
}

const everything = site(
  `- name: Greet
  debug: { msg: "{{ greting }} on {{ port }}" }
- name: Install
  copy: { src: app.conf, dest: /etc/app.conf, mode: 0644, contnt: x }
  notify: Restrat
  register: written
- name: Log in
  shell: login {{ token }}
- name: Loop
  debug: { msg: "{{ port }}" }
  loop: [1.10, 2]
  loop_control: { loop_var: port }
- name: Stop
  fail:
- name: Never
  debug:
  when: "{{ greeting }} == 'x'"`,
  {
    play: "  vars: { greeting: hello, release: 7.0, fast: yes }\n",
    after: "  handlers:\n    - name: Restart\n      command: restart app\n- hosts: wbe\n  tsks: []\n",
  },
);

const cases: Readonly<Record<string, Case>> = {
  "everything at once": { files: everything },
  "a variable that is set later, and one of other hosts": {
    files: site('- debug: { msg: "{{ load.stdout }}" }\n- name: Ask\n  command: { argv: [uptime] }\n  register: load', {
      after:
        '- name: Databases\n  hosts: db\n  tasks:\n    - set_fact: { master: 1 }\n- hosts: web\n  tasks:\n    - debug: { msg: "{{ master }}" }\n',
    }),
  },
  "a variable that some hosts lack": { files: site('- debug: { msg: "{{ port }}" }') },
  "a variable that some hosts lack, silenced": {
    files: site('# Databases have none.\n# noqa: RB2208\n- debug: { msg: "{{ port }}" }'),
  },
  "a variable that nothing defines, in a template file": {
    files: { ...site("- template: { src: app.j2, dest: /etc/app }"), "templates/app.j2": "port = {{ port_of_app }}\n" },
  },
  "variables that refer to each other": {
    files: site('- debug: { msg: "{{ a }}" }', { play: '  vars: { a: "{{ b }}", b: "{{ a }}" }\n' }),
  },
  "a secret on a command line, through a variable": {
    files: {
      "site.yaml": `# noqa-file: RB2212
inputs:
  token: { secret: true }
plays:
  - hosts: localhost
    vars: { login: { user: ann, token: "{{ token }}" } }
    tasks:
      - command: login {{ login.user }}
      - command: login {{ login.token }}
`,
    },
  },
  "names that must come from an inventory": {
    files: { "site.yaml": '- hosts: all\n  tasks:\n    - debug: { msg: "{{ port }} {{ size }}" }\n' },
  },
  "a group without hosts": {
    files: { "inventory.yaml": inventory, "site.yaml": "- hosts: empty\n  tasks: [{ debug: }]\n" },
  },
  "a tag and a limit that match nothing": {
    files: site("- debug:\n  tags: [deploy]"),
    flags: ["-t", "depoly", "-l", "wbe"],
  },
  "everything as SARIF": { files: everything, flags: ["--format", "sarif"] },
  "everything for GitHub": { files: everything, flags: ["--format", "github"] },
  "everything as JSON": { files: everything, flags: ["--format", "json"] },
};

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

test.for(Object.entries(cases))("%s", async ([name, { files, flags = [] }]) => {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(user.folder, file)), { recursive: true });
    writeFileSync(join(user.folder, file), text);
  }
  const run = ["validate", "site.yaml", ...flags];
  const page = transcript(run, await user.run(...run), { HOME: user.folder });
  await expect(page).toMatchFileSnapshot(`validate/${name.replaceAll(/[^A-Za-z]+/g, "-")}.txt`);
});
