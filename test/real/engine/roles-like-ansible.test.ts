import { expect, test } from "vitest";
import { debugBothWays, hasPlaybook } from "../../support/debug-both-ways.ts";

// What roles know and in which order they are done, beside what the real ansible-playbook makes of the same files.
const isThere = await hasPlaybook();
const names = ["play", "block", "entry", "fact", "inventory", "shared", "own", "weak"];

/** A task that says where it is and what every name is there. */
const say = (place: string) =>
  `- debug:\n    msg: "${place}: ${names.map((name) => `${name}={{ v_${name} | default('-') }}`).join(" ")}"\n`;

/** A role whose files define every name but those that others are about. */
function role(name: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const files = {
    "vars/main.yml": `v_play: vars of ${name}\nv_block: vars of ${name}\nv_entry: vars of ${name}\nv_fact: vars of ${name}\nv_shared: vars of ${name}\n`,
    "defaults/main.yml": `v_inventory: default of ${name}\nv_weak: default of ${name}\n`,
    "tasks/main.yml": say(name),
    ...more,
  };
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`roles/${name}/${file}`, text]));
}

const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the order of sections, dependencies, and roles that are called twice": {
    ...role("base"),
    ...role("web", { "meta/main.yml": "dependencies: [base, { role: base, vars: { v_own: dependency } }]\n" }),
    ...role("db", { "meta/main.yml": "dependencies:\n  - base\n" }),
    ...role("often", { "meta/main.yml": "allow_duplicates: yes\n" }),
    "site.yml": [
      "- hosts: all",
      "  gather_facts: no",
      "  vars: { v_play: play, v_block: play, v_entry: play, v_own: play }",
      "  pre_tasks: [{ set_fact: { v_fact: fact } }, { debug: { msg: before } }]",
      "  tasks: [{ debug: { msg: between } }]",
      "  post_tasks: [{ debug: { msg: after } }]",
      "  roles:",
      "    - { role: web, when: own | int == 1 }",
      "    - db",
      "    - db",
      "    - often",
      "    - often",
      "",
    ].join("\n"),
  },
  "variables of plays, blocks, roles and calls": {
    ...role("web"),
    ...role("imported"),
    ...role("included"),
    ...role("public"),
    "site.yml": [
      "- hosts: all",
      "  gather_facts: no",
      "  vars: { v_play: play, v_block: play, v_entry: play, v_fact: play }",
      "  pre_tasks:",
      "    - set_fact: { v_fact: fact }",
      ...indented(say("before"), 4),
      "  roles:",
      "    - { role: web, v_own: parameter, vars: { v_entry: entry } }",
      "  tasks:",
      ...indented(say("tasks"), 4),
      "    - block:",
      "        - import_role: { name: imported }",
      "          vars: { v_play: import, v_fact: import }",
      "        - include_role: { name: included }",
      "          vars: { v_play: include, v_fact: include }",
      "      vars: { v_block: block }",
      ...indented(say("behind"), 4),
      "    - include_role: { name: public, public: true }",
      ...indented(say("last"), 4),
      "",
    ].join("\n"),
  },
  "roles in roles": {
    ...role("outer", {
      "tasks/main.yml": `${say("outer")}- include_role: { name: inner }\n- import_tasks: more.yml\n`,
      "tasks/more.yml": say("more of outer"),
    }),
    ...role("inner", { "vars/main.yml": "v_play: vars of inner\n", "defaults/main.yml": "v_own: default of inner\n" }),
    "site.yml": `- hosts: all\n  gather_facts: no\n  roles: [outer]\n  tasks:\n${indented(say("play"), 4).join("\n")}\n`,
  },
  "files of variables": {
    ...role("web", {
      "tasks/main.yml": `- include_vars: more.yml\n- include_vars: { dir: many, name: v_entry }\n${say("web")}`,
    }),
    "roles/web/vars/more.yml": "v_play: more of web\nv_block: more of web\nv_fact: more of web\nv_own: more of web\n",
    "roles/web/vars/many/b.yml": "{ x: b, y: b }\n",
    "roles/web/vars/many/a.yaml": "{ x: a, y: a, z: a }\n",
    "vars/own1.yml": "v_weak: of own1\n",
    "vars/own2.yml": "v_weak: of own2\n",
    "site.yml": [
      "- hosts: all",
      "  gather_facts: no",
      "  pre_tasks: [{ set_fact: { v_fact: fact } }]",
      "  roles: [web]",
      "  tasks:",
      "    - include_vars: own{{ own }}.yml",
      "    - block:",
      ...indented(say("block"), 8),
      "      vars: { v_block: block, v_inventory: block }",
      "",
    ].join("\n"),
  },
  "handlers of roles": {
    ...role("web", {
      "tasks/main.yml":
        "- debug: { msg: web }\n  changed_when: true\n  notify: [restart web, topic]\n- meta: flush_handlers\n- debug: { msg: behind }\n",
      "handlers/main.yml":
        '- name: restart web\n  debug: { msg: "restart {{ v_weak }}" }\n- name: other\n  debug: { msg: listened }\n  listen: topic\n',
    }),
    "site.yml": [
      "- hosts: all",
      "  gather_facts: no",
      "  roles: [web]",
      "  tasks: [{ debug: { msg: task }, changed_when: true, notify: 'web : restart web' }]",
      "  post_tasks: [{ debug: { msg: after } }]",
      "",
    ].join("\n"),
  },
};

function indented(text: string, by: number): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => " ".repeat(by) + line);
}

for (const [title, files] of Object.entries(projects)) {
  test.skipIf(!isThere)(title, { timeout: 60_000 }, async () => {
    const { theirs, ours } = await debugBothWays(files);
    expect(theirs.one).not.toEqual([]);
    expect(ours).toEqual(theirs);
  });
}
