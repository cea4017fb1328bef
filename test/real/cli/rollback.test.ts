import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { finishedTasks, type Practice, practice } from "../../support/practice.ts";
import { eventsOf } from "../../support/program.ts";

let lab: Practice;
beforeEach(async () => {
  lab = await practice(3);
});
afterEach(() => lab.remove());

/** What Campaign reads, on all hosts. */
function configuration(): ReadonlyMap<string, string> {
  return new Map([...lab.files()].filter(([path]) => path.includes("/conf/")));
}

async function applied(): Promise<ReadonlyMap<string, string>> {
  const before = configuration();
  expect((await lab.user.run(...lab.words("apply", "-y"))).exitCode).toBe(0);
  expect(configuration()).not.toEqual(before);
  return before;
}

describe("the Triggers runbook, rolled back", () => {
  test("the configuration is the same byte for byte, pipelined is restarted, no receipt is left", async () => {
    const before = await applied();
    const ended = await lab.user.run("rollback", "last", "-y", "--format", "json");
    expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
    expect(configuration()).toEqual(before);
    expect([...lab.files().keys()].filter((path) => path.includes("receipts/"))).toEqual([]);
    const restarts = finishedTasks(ended).filter(({ task }) => task === "Restart pipelined");
    expect(restarts.map(({ status }) => status)).toEqual(["changed", "changed", "changed"]);
    expect(eventsOf(ended)[0]).toMatchObject({ type: "run.started", undoes: expect.any(String) });
  });

  test("and applied again, it is all there again", async () => {
    await applied();
    expect((await lab.user.run("rollback", "last", "-y")).exitCode).toBe(0);
    expect((await lab.user.run(...lab.words("apply", "-y", "--verify"))).exitCode).toBe(0);
  });

  test.each([1, 3, 6])("killed when %i of its changes were told: resume completes it", async (count) => {
    const before = await applied();
    const { pid, ended } = lab.user.start("rollback", "last", "-y");
    await expect.poll(() => changesIn(lastJournal()), { timeout: 20_000, interval: 5 }).toBeGreaterThanOrEqual(count);
    process.kill(pid, "SIGKILL");
    await ended;
    const resumed = await lab.user.run("resume", "last", "-y");
    expect([resumed.exitCode, resumed.stderr]).toEqual([0, ""]);
    expect(configuration()).toEqual(before);
  });
});

describe("asked for what there is not", () => {
  test("a handler alone, or what a refused rollback did: there is nothing to undo", { timeout: 60_000 }, async () => {
    const { folder } = lab.user;
    const local = { all: { hosts: { h1: { ansible_connection: "local" } } } };
    const tasks = [{ name: "file", copy: { dest: join(folder, "f"), content: "new\n" }, notify: "restart" }];
    writeFileSync(join(folder, "inventory.yaml"), JSON.stringify(local));
    const handlers = [{ name: "restart", command: { argv: ["true"] } }];
    writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks, handlers }]));
    expect(await lab.user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    const nothing = await lab.user.run("rollback", "last", "-y", "--task", "restart");
    expect(nothing).toMatchObject({ exitCode: 0, stderr: "" });
    expect(nothing.stdout).toMatch(/nothing to undo\n$/);
    writeFileSync(join(folder, "f"), "theirs\n");
    expect((await lab.user.run("rollback", "last", "-y")).exitCode).toBe(3);
    const again = await lab.user.run("rollback", "last", "-y");
    expect(again.stdout).toMatch(/nothing to undo; it was a rollback itself, of \S+\n$/);
  });
});

/** Of the run that began last and is a rollback; empty until there is one. */
function lastJournal(): string {
  const runs = join(lab.user.state, "runbook/runs");
  const [last = ""] = readdirSync(runs).toSorted().toReversed();
  const path = join(runs, last, "journal");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  return text.includes('"undoes":"') ? text : "";
}

function changesIn(journal: string): number {
  return journal.split('"type":"change.finished"').length - 1;
}
