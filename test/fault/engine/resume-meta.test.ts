import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(join(folder, "broken"), "");
});
afterEach(() => user.remove());

const limit = { timeout: 60_000 };
const place = "{{ playbook_dir }}/{{ inventory_hostname }}";
const looks = { stat: { path: `${place}.mark` }, register: "mark" };
const breaks = { name: "breaks", shell: "[ ! -e {{ playbook_dir }}/broken ]", when: "inventory_hostname == 'h2'" };
const write = (name: string) => ({ copy: { dest: `${place}.${name}`, content: "x" } });
const isThere = (name: string) => existsSync(join(folder, name));

function site(...plays: readonly (readonly object[])[]): void {
  const all = { hosts: { h1: {}, h2: {} }, vars: { ansible_connection: "local" } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all }));
  const whole = plays.map((tasks) => ({ hosts: "all", gather_facts: false, tasks }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify(whole));
}

/** Fails on h2, is mended, and gone on with. */
async function resumed(between: () => void = () => {}) {
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  rmSync(join(folder, "broken"));
  between();
  return user.run("resume", "last", "-y");
}

test("a host that did not leave the play goes on with it, though it would leave now", limit, async () => {
  site([looks, { meta: "end_host", when: "mark.stat.exists" }, write("mark"), breaks, write("end")]);
  expect(await resumed()).toMatchObject({ exitCode: 0 });
  expect(isThere("h2.end")).toBe(true);
});

test("a host that left the play leaves it again, though others may ask for what it knows", limit, async () => {
  const leaves = { meta: "end_host", when: ["not mark.stat.exists", "inventory_hostname == 'h1'"] };
  site([looks, leaves, write("new"), breaks, { debug: { msg: "{{ ansible_play_hosts }}" } }]);
  expect(await resumed(() => writeFileSync(join(folder, "h1.mark"), ""))).toMatchObject({ exitCode: 0 });
  expect([isThere("h1.new"), isThere("h2.new")]).toEqual([false, true]);
});

test("a play that was ended is over for whoever goes on", limit, async () => {
  site([looks, { meta: "end_play", when: "not mark.stat.exists" }, write("new")], [breaks, write("end")]);
  const marked = () => writeFileSync(join(folder, "h2.mark"), "");
  expect(await resumed(marked)).toMatchObject({ exitCode: 0 });
  expect([isThere("h2.new"), isThere("h2.end")]).toEqual([false, true]);
});

test("whether to leave is not guessed where it needs a secret that was not kept", limit, async () => {
  writeFileSync(join(folder, "word"), "hunter2-88123");
  site([
    { shell: "cat {{ playbook_dir }}/word", register: "said", no_log: true },
    breaks,
    { meta: "end_host", when: "said.stdout == 'hunter2-88123'" },
    write("end"),
  ]);
  const second = await resumed();
  expect(second.exitCode).toBe(2);
  expect(isThere("h2.end")).toBe(false);
  expect(second.stdout).toContain("RB2003");
  expect(readFileSync(join(folder, "word"), "utf8")).toBe("hunter2-88123");
});

test("a block that was begun is finished, though its condition would not hold now", limit, async () => {
  const steps = [write("mark"), breaks, write("end")];
  site([looks, { block: steps, when: "not mark.stat.exists" }]);
  expect(await resumed()).toMatchObject({ exitCode: 0 });
  expect(isThere("h2.end")).toBe(true);
});
