import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
beforeAll(() => {
  user = controller();
  writeFileSync(
    join(user.folder, "inventory.yaml"),
    "all: { hosts: { h1: , h2: }, vars: { ansible_connection: local } }\n",
  );
  const copy = `copy: { dest: "${user.folder}/{{ inventory_hostname }}.txt", content: "hello\\n" }`;
  writeFileSync(join(user.folder, "site.yaml"), `- hosts: all\n  tasks:\n    - name: A file\n      ${copy}\n`);
});
afterAll(() => user.remove());

const runs = async (): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  eventsOf(await user.run("runs", "--format", "json"));
const journalOf = (run: unknown) => join(user.state, "runbook/runs", String(run), "journal");
/** Without the commands to go on with, which may not be right any more. */
const screen = (stdout: string) => stdout.replace(/\nnext:[\s\S]*/, "");

test("before the first run there is nothing to list", async () => {
  expect(await user.run("runs")).toEqual({ exitCode: 0, stdout: "there is no run yet\n", stderr: "" });
});

describe("show prints what the screen of the day said", () => {
  test.each([
    ["a plan", ["plan", "site.yaml"]],
    ["an apply, with its changes", ["apply", "site.yaml", "-y", "-D", "-v"]],
    ["an apply, without them", ["apply", "site.yaml", "-y"]],
    ["a run that failed", ["apply", "site.yaml", "-y", "-l", "h1", "-b", "--become-user", "nobody-at-all"]],
  ])("%s", async (_, args) => {
    const that = await user.run(...args);
    const shown = await user.run("show", "last");
    expect(shown.stdout.trimEnd()).toBe(screen(that.stdout).trimEnd());
    expect(shown).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test("in any form: events, one host, changes that were not shown", async () => {
    await user.run("plan", "site.yaml");
    const events = eventsOf(await user.run("show", "last", "--format", "json"));
    expect(events.map(({ type }) => type)).toContain("run.finished");
    writeFileSync(join(user.folder, "h1.txt"), "other\n");
    await user.run("apply", "site.yaml", "-y");
    const { stdout } = await user.run("show", "last", "--host", "h1", "--diff");
    expect(stdout).toContain("on 1 host");
    expect(stdout).toContain("-other\n      +hello");
    expect(stdout).not.toContain("h2");
    expect((await user.run("show", "last")).stdout).not.toContain("+hello");
  });

  test("a host that was not there, and a beginning that several runs have, are mistakes", async () => {
    expect(await user.run("show", "last", "--host", "h3")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringMatching(/^RB7006 .*\n {2}hint: did you mean "h\d"\?\n/),
    });
    expect(await user.run("show", "20")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("runs begin with"),
    });
  });
});

describe("a journal to which something happened", () => {
  test("killed: interrupted, and shown as far as it went", async () => {
    const text = `- hosts: h1\n  tasks:\n    - command: { argv: [sh, -c, "cd '${user.folder}'; touch begun; until [ -e go ]; do sleep 0.1; done"] }\n`;
    writeFileSync(join(user.folder, "slow.yaml"), text);
    const { pid, ended } = user.start("apply", "slow.yaml", "-y");
    await expect.poll(() => readdirSync(user.folder), { timeout: 10_000 }).toContain("begun");
    expect((await runs())[0]).toMatchObject({ result: "running", runbook: "slow.yaml" });
    expect((await user.run("show", "last")).stdout).toMatch(/this run is going on \(process \d+ of .*\); the last/);
    process.kill(pid, "SIGKILL");
    await ended;
    writeFileSync(join(user.folder, "go"), "");
    const [killed] = await runs();
    expect(killed).toMatchObject({ result: "interrupted" });
    const { exitCode, stdout } = await user.run("show", "last");
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /this run was interrupted: it has no end, and the last that was told is of \d\d:\d\d:\d\d UTC/,
    );
    expect(stdout).toMatch(/1 change perhaps made, perhaps not:\n {2}h1 {2}run-command sh -c/);
  });

  test("cut off in its last record: shown, with a warning", async () => {
    await user.run("plan", "site.yaml");
    const [last] = await runs();
    truncateSync(journalOf(last?.run), readFileSync(journalOf(last?.run)).length - 5);
    expect((await runs())[0]).toMatchObject({ result: "interrupted" });
    expect(await user.run("show", "last")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("this run was interrupted"),
      stderr: expect.stringMatching(/^RB7003 warning {2}the last \d+ bytes of the journal of .* are not whole/),
    });
  });

  test("damaged in the middle: what is left is shown, and the exit code says so", async () => {
    await user.run("plan", "site.yaml");
    const [last] = await runs();
    const bytes = readFileSync(journalOf(last?.run));
    bytes[400] = (bytes[400] ?? 0) ^ 8;
    writeFileSync(journalOf(last?.run), bytes);
    const { exitCode, stdout, stderr } = await user.run("show", "last");
    expect(exitCode).toBe(1);
    expect(stdout).toContain("finished in");
    expect(stderr).toMatch(/RB7003 .*is damaged at record 1/);
  });
});

describe("runs prune", () => {
  test("without -y only says which runs would go, and asks which are meant", async () => {
    const before = await runs();
    const { stdout } = await user.run("runs", "prune", "--keep", "1");
    expect(stdout).toMatch(/\d+ runs would be removed; -y removes them\n$/);
    expect(await runs()).toEqual(before);
    expect(await user.run("runs", "prune")).toMatchObject({ exitCode: 5 });
    expect(await user.run("runs", "prune", "last", "--keep", "1")).toMatchObject({ exitCode: 5 });
    expect(await user.run("runs", "prune", "--older-than", "a week")).toMatchObject({ exitCode: 5 });
    expect((await user.run("runs", "prune", "--older-than", "30d")).stdout).toBe("0 runs would be removed\n");
  });

  test("removes finished runs and leaves the others, until they are named", async () => {
    const unfinished = (await runs()).filter(({ result }) => result === "interrupted").map(({ run }) => String(run));
    expect(unfinished).toHaveLength(2);
    expect((await user.run("runs", "prune", "--keep", "1", "-y")).stdout).toMatch(/\d+ runs removed\n$/);
    expect(await runs()).toHaveLength(3);
    await user.run("runs", "prune", ...unfinished, "-y");
    expect((await runs()).map(({ result }) => result)).toEqual(["done"]);
  });

  test("RUNBOOK_KEEP_RUNS does it at the end of every run", async () => {
    const tidy = user.with({ RUNBOOK_KEEP_RUNS: "2" });
    for (let count = 0; count < 3; count++) await tidy.run("plan", "site.yaml");
    expect(await runs()).toHaveLength(2);
    const wrong = await user.with({ RUNBOOK_KEEP_RUNS: "all" }).run("plan", "site.yaml");
    expect(wrong).toMatchObject({ exitCode: 5, stderr: expect.stringContaining('RUNBOOK_KEEP_RUNS is "all"') });
  });
});
