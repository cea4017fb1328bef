import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "told"), "");
});
afterEach(() => user.remove());

const told = () => readFileSync(join(folder, "told"), "utf8").trim().split("\n");
const out = (name: string) => join(folder, "out", name);

/** A command that leaves its name and its item in a file; it fails as long as the file `broken NAME ITEM` is there. */
const tell = (name: string) => ({
  name,
  shell: `sleep 0.05; echo ${name} {{ item }} >> ${folder}/told; [ ! -e "${folder}/broken ${name} {{ item }}" ]`,
});

function site(hosts: Readonly<Record<string, object>>, play: object): void {
  const each = Object.entries(hosts).map(([host, own]) => [host, { ansible_connection: "local", ...own }]);
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: Object.fromEntries(each) } }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", ...play }]));
}

const write = { name: "write", copy: { dest: "{{ out }}/{{ item }}", content: "of {{ item }}\n", mode: "0644" } };
const included = { include_tasks: "each.yaml", loop: "{{ items }}" };

function usual(items: readonly string[]): void {
  writeFileSync(join(folder, "each.yaml"), JSON.stringify([tell("a"), write, tell("b")]));
  site(
    { h1: { items } },
    { vars: { out: join(folder, "out") }, tasks: [included, { ...tell("end"), vars: { item: "all" } }] },
  );
}

describe("a run that was cut off while it repeated an include", () => {
  test("goes on with the item it was at", { timeout: 60_000 }, async () => {
    usual(["1", "2", "3"]);
    writeFileSync(join(folder, "broken b 2"), "");
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect(told()).toEqual(["a 1", "b 1", "a 2", "b 2"]);
    rmSync(join(folder, "broken b 2"));
    const resumed = await user.run("resume", "last", "-y", "--format", "json");
    expect(resumed.exitCode).toBe(0);
    expect(told()).toEqual(["a 1", "b 1", "a 2", "b 2", "b 2", "a 3", "b 3", "end all"]);
    const ended = eventsOf(resumed).filter(({ type }) => type === "task.finished");
    expect(ended.map(({ taskId, earlier }) => [taskId, earlier ?? false])).toEqual([
      ["1.1[0].1", true],
      ["1.1[0].2", true],
      ["1.1[0].3", true],
      ["1.1[1].1", true],
      ["1.1[1].2", true],
      ["1.1[1].3", false],
      ["1.1[2].1", false],
      ["1.1[2].2", false],
      ["1.1[2].3", false],
      ["1.2", false],
    ]);
  });

  test.for([250, 350, 450, 550])(
    "does each thing once, wherever it was cut (%i ms)",
    { timeout: 60_000 },
    async (time) => {
      usual(["1", "2", "3"]);
      const { pid, ended } = user.start("apply", "site.yaml", "-y");
      const cut = await Promise.race([wait(time, true), ended.then(() => false)]);
      if (cut) process.kill(pid, "SIGKILL");
      await ended;
      let last = await user.run("resume", "last", "-y");
      if (last.stderr.includes("RB7002")) last = await user.run("apply", "site.yaml", "-y");
      expect(last.exitCode).toBe(0);
      expect(told()).toEqual(["a 1", "b 1", "a 2", "b 2", "a 3", "b 3", "end all"]);
      expect(readFileSync(out("3"), "utf8")).toBe("of 3\n");
    },
  );

  test("stops where the items are others than they were", { timeout: 60_000 }, async () => {
    usual(["1", "2", "3"]);
    writeFileSync(join(folder, "broken b 2"), "");
    await user.run("apply", "site.yaml", "-y");
    rmSync(join(folder, "broken b 2"));
    usual(["0", "1", "2", "3"]);
    const resumed = await user.run("resume", "last", "-y");
    expect(resumed.exitCode).not.toBe(0);
    expect(resumed.stdout + resumed.stderr).toContain("RB7007");
    expect(told()).toEqual(["a 1", "b 1", "a 2", "b 2"]);
  });
});

test("what each round did is taken back", { timeout: 60_000 }, async () => {
  usual(["1", "2"]);
  writeFileSync(out("2"), "before\n");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
  expect(readFileSync(out("2"), "utf8")).toBe("of 2\n");
  const undone = await user.run("rollback", "last", "-y");
  expect(undone.exitCode).toBe(0);
  expect(existsSync(out("1"))).toBe(false);
  expect(readFileSync(out("2"), "utf8")).toBe("before\n");
});

test("what was taken back says where its task stands, and can be brought back", { timeout: 60_000 }, async () => {
  usual(["1", "2"]);
  writeFileSync(out("2"), "before\n");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
  const shown = await user.run("rollback", "last", "--check");
  expect(shown.stdout.split("\n").filter((line) => line.startsWith("Undo: write "))).toEqual([
    expect.stringMatching(/^Undo: write {2}each\.yaml:1:\d+$/),
    expect.stringMatching(/^Undo: write {2}each\.yaml:1:\d+$/),
  ]);
  expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(["1", "2"].map((name) => readFileSync(out(name), "utf8"))).toEqual(["of 1\n", "of 2\n"]);
});

describe("a saved plan of a repeated include", () => {
  test("is made true item by item", { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, "each.yaml"), JSON.stringify([write]));
    site(
      { h1: { items: ["1", "2"] }, h2: { items: ["3"] } },
      { vars: { out: join(folder, "out") }, tasks: [included] },
    );
    const planned = await user.run("plan", "site.yaml", "--out", "site.plan");
    expect(planned.exitCode).toBe(0);
    expect(planned.stdout).toContain("write (2)");
    expect((await user.run("show", "site.plan")).stdout).toContain("write (2)");
    expect(await user.run("apply", "site.plan", "-y")).toMatchObject({ exitCode: 0 });
    for (const item of ["1", "2", "3"]) expect(readFileSync(out(item), "utf8")).toBe(`of ${item}\n`);
  });
});
