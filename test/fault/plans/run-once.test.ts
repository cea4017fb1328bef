import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;
const names = ["h1", "h2", "h3", "h4", "h5", "h6"];

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  const hosts = Object.fromEntries(names.map((name) => [name, { ansible_connection: "local" }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
});
afterEach(() => user.remove());

const site = (play: object) =>
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", gather_facts: false, ...play }]));
const told = () => (existsSync(join(folder, "told")) ? readFileSync(join(folder, "told"), "utf8").trim() : "");
const once = (more: object = {}) => ({
  name: "once",
  run_once: true,
  shell: `echo {{ inventory_hostname }} >> ${folder}/told`,
  ...more,
});

describe("a saved plan with a task that one host does for all", () => {
  test("has the host do it that was planned to, not the first that is there by now", { timeout: 60_000 }, async () => {
    const look = { name: "look", command: `test -e ${folder}/{{ inventory_hostname }}`, check_mode: false };
    const rescue = [{ debug: { msg: "not here" } }];
    site({ tasks: [{ block: [look, once({ register: "said" }), { debug: { msg: "{{ said.rc }}" } }], rescue }] });
    for (const name of names.slice(3)) writeFileSync(join(folder, name), "");
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    for (const name of names) writeFileSync(join(folder, name), "");
    expect(await user.run("apply", "p.plan", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told()).toBe("h4");
  });

  test("refuses where that host has dropped out: nobody else was planned to", { timeout: 60_000 }, async () => {
    site({ tasks: [{ name: "ready", command: `test -e ${folder}/{{ inventory_hostname }}` }, once()] });
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    for (const name of names.slice(1)) writeFileSync(join(folder, name), "");
    const applied = await user.run("apply", "p.plan", "-y");
    expect([applied.exitCode, told()]).toEqual([10, ""]);
    expect(applied.stdout).toContain(
      '"once" is planned for h1, which does it for all hosts and is not here: nothing new begins',
    );
  });

  test("of each batch has the planned ones do it", { timeout: 60_000 }, async () => {
    site({ serial: 3, tasks: [once({ run_once: "batch" })] });
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    expect(await user.run("apply", "p.plan", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told()).toBe("h1\nh4");
  });

  test("goes on where that host has nothing to do", { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, "file"), "x");
    const file = { name: "file", run_once: true, copy: { dest: `${folder}/file`, content: "x" } };
    const assert = { assert: { that: `inventory_hostname != 'h1' or lookup('env', 'WHO') == ''` } };
    site({ tasks: [assert, file, once({ run_once: false })] });
    expect(await user.run("plan", "site.yaml", "--out", "p.plan")).toMatchObject({ exitCode: 0 });
    const applied = await user.with({ WHO: "me" }).run("apply", "p.plan", "-y", "-f", "1");
    expect([applied.exitCode, told()]).toEqual([2, "h2\nh3\nh4\nh5\nh6"]);
  });
});
