import { afterEach, beforeEach, expect, test } from "vitest";
import { type Walked, type Workshop, workshop } from "../../support/engine.ts";

let shop: Workshop;
beforeEach(() => {
  shop = workshop();
  shop.put("vars/debian.yml", "package: apt\nmanager: dpkg\n");
  shop.put("vars/alpine.yml", "package: apk\n");
  shop.put("vars/default.yml", "package: none\n");
});
afterEach(() => shop.close());

const two = "[all]\na os=debian\nb os=alpine\n[all:vars]\nansible_connection=local\n";
const play = (files: string, ...tasks: readonly string[]) =>
  ["- hosts: all", "  gather_facts: false", `  vars_files: ${files}`, "  tasks:", ...tasks.map((one) => `    - ${one}`)]
    .join("\n")
    .concat("\n");
const say = (text: string) => `{ debug: { msg: "${text}" } }`;
const said = ({ tasks }: Walked, name: string) =>
  tasks.flatMap(({ host, message }) => (host === name ? [message] : []));

test("each host has the variables of its file, and only those", async () => {
  const runbook = play('["vars/{{ os }}.yml"]', say("{{ package }} {{ manager | default('no manager') }}"));
  const walked = await shop.walk({ runbook, inventory: two });
  expect([said(walked, "a"), said(walked, "b")]).toEqual([["apt dpkg"], ["apk no manager"]]);
});

test("of a list, the first that is there for the host", async () => {
  const runbook = play('[["vars/{{ os }}.yml", vars/default.yml]]', say("{{ package }}"));
  const walked = await shop.walk({ runbook, inventory: two.replace("alpine", "hurd") });
  expect([said(walked, "a"), said(walked, "b")]).toEqual([["apt"], ["none"]]);
});

test("a host without a file fails where it uses what may be in one; what no file defines can be used", async () => {
  const runbook = play('["vars/{{ os }}.yml"]', say("{{ os }}"), say("{{ package | default('none') }}"));
  const walked = await shop.walk({ runbook, inventory: two.replace("alpine", "hurd") });
  expect(walked.statuses("b")).toEqual(["debug: ok", "debug: failed"]);
  expect(walked.tasks.find(({ host, status }) => host === "b" && status === "failed")).toMatchObject({
    code: "RB2107",
    message: 'there is no file "vars/hurd.yml"',
    hint: "Of the files that it may be there are vars/alpine.yml, vars/debian.yml, vars/default.yml.",
  });
});

test("a name that is not defined is told at its place", async () => {
  const walked = await shop.walk({ runbook: play('[["vars/{{ so }}.yml", vars/default.yml]]', say("{{ package }}")) });
  expect(walked.tasks[0]).toMatchObject({ code: "RB2002", message: "`so` is not defined", at: "runbook.yaml:3:26" });
});

test("what tasks set and register chooses no files; extra vars and files before do", async () => {
  shop.put("vars/first.yml", "os: debian\n");
  const tasks = ["{ set_fact: { os: alpine } }", say("{{ package }} {{ os }}")];
  const runbook = play('["vars/{{ first }}.yml", "vars/{{ os }}.yml"]', say("{{ package }}"), ...tasks);
  const walked = await shop.walk({ runbook, extra: { first: "first" } });
  expect(said(walked, "here")).toEqual(["apt", undefined, "apt alpine"]);
});

test("gathered facts choose from where they are gathered on", async () => {
  shop.put("vars/on-Linux.yml", "kernel: linux\n");
  const tasks = ["{ setup: { gather_subset: [platform] } }", say("{{ kernel }}")];
  const walked = await shop.walk({ runbook: play('"vars/on-{{ ansible_system }}.yml"', say("begin"), ...tasks) });
  expect(said(walked, "here")).toEqual(["begin", undefined, "linux"]);
});

test("in a plan and for other hosts, too", async () => {
  const runbook = play(
    '["vars/{{ os }}.yml"]',
    `{ debug: { msg: "{{ hostvars.b.package }} {{ hostvars.b.manager is defined }}" }, when: os == 'debian' }`,
    "{ debug: { msg: '{{ package }}' }, delegate_to: b, when: os == 'debian' }",
  );
  for (const mode of ["plan", "apply"] as const) {
    const walked = await shop.walk({ runbook, inventory: two, mode });
    expect(said(walked, "a")).toEqual(["apk False", "apt"]);
  }
});

test("a name that asks for the host's own variables sees those of the files before", async () => {
  const runbook = play('["vars/{{ hostvars[inventory_hostname].package | default(os) }}.yml"]', say("{{ package }}"));
  const walked = await shop.walk({ runbook, inventory: two });
  expect([said(walked, "a"), said(walked, "b")]).toEqual([["apt"], ["apk"]]);
});
