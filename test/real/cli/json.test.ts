import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { finishedTasks, type Practice, practice, statusesOf } from "../../support/practice.ts";
import { type Ended, eventsOf, type JsonEvent } from "../../support/program.ts";

// What a script may rely on in --format json, over one fleet from its first plan to a damaged host.
let lab: Practice;
beforeAll(async () => {
  lab = await practice(2);
});
afterAll(() => lab.remove());

const json = (command: "plan" | "apply", ...more: readonly string[]) =>
  lab.user.run(...lab.words(command, "--format", "json", ...(command === "apply" ? ["-y"] : []), ...more));

const names = ["acme-prod-1", "acme-stage-1"];

function only(ended: Ended, type: string): JsonEvent {
  const found = eventsOf(ended).filter((event) => event.type === type);
  expect(found).toHaveLength(1);
  return found[0] ?? expect.fail();
}

/** What holds for every run, however it ended. */
function contract(ended: Ended, mode: string): void {
  const events = eventsOf(ended);
  for (const line of ended.stdout.split("\n").slice(0, -1)) {
    expect(line).toMatch(/^\{"type":"[a-z]+(\.[a-z]+)?","time":"\d{4}-\d\d-\d\dT[\d:.]+Z","run":"\d{8}-\d{6}-\w{4}"/);
    expect(line).toBe(JSON.stringify(JSON.parse(line)));
  }
  expect(new Set(events.map(({ run }) => run)).size).toBe(1);
  expect(events.at(0)).toMatchObject({ type: "run.started", mode });
  expect(events.at(-1)).toMatchObject({ type: "run.finished", exitCode: ended.exitCode });
  expect(new Set(events.map(({ type }) => type).filter((type) => !/^(noted$|change\.)/.test(type)))).toEqual(
    new Set(["run.started", "host.connected", "task.started", "task.finished", "run.finished"]),
  );
  const once = finishedTasks(ended).map(({ host, taskId }) => `${String(host)} ${String(taskId)}`);
  expect(new Set(once).size).toBe(once.length);
  for (const event of finishedTasks(ended)) {
    expect(["ok", "changed", "skipped", "failed", "unknown"]).toContain(event.status);
    expect(event).toMatchObject({ changes: expect.any(Array), unknowns: expect.any(Array), took: expect.any(Number) });
  }
  const stats = only(ended, "run.finished").stats;
  for (const host of names) {
    const count = (status: string) =>
      finishedTasks(ended).filter((event) => event.host === host && event.status === status).length;
    expect(stats).toMatchObject({
      [host]: { ok: count("ok"), changed: count("changed"), skipped: count("skipped"), failed: count("failed") },
    });
  }
}

describe("--format json", () => {
  test("a plan: one event a line, each task of each host once, handlers and manual tasks too", async () => {
    const ended = await json("plan");
    expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
    contract(ended, "plan");
    const tasks = finishedTasks(ended).filter(({ host }) => host === names[0]);
    expect(tasks.map(({ task, status }) => `${String(task)}: ${String(status)}`)).toEqual([
      "Prerequisites: what the instance is and how it is configured: ok",
      "Prerequisites: the build supports Triggers through Adobe I/O: ok",
      "Prerequisites: all containers of the instance run the same build: ok",
      "Prerequisites: the Organization id in effect is one: ok",
      "Step 1.1: Access Adobe I/O and log in to the Organization: ok",
      "Step 1.2 to 1.10: Create or update the project, and copy its credential: ok",
      "Step 1: the credential has the right form: ok",
      "Step 2: Add the project credentials in Adobe Campaign: changed",
      "Step 2: look at what nlserver stored: ok",
      "Step 3: Update the pipelined tag: changed",
      "Reload the configuration: changed",
      "Restart pipelined: changed",
      "Verification: configuration, process and log: ok",
      "Verification: keep a receipt of the credentials: changed",
    ]);
    expect(tasks.find(({ task }) => String(task).startsWith("Step 2: look"))?.unknowns).toEqual([
      "known after: Step 2: Add the project credentials in Adobe Campaign",
    ]);
    expect(tasks.find(({ task }) => String(task).startsWith("Step 3"))?.changes).toEqual([
      expect.objectContaining({ kind: "write-file", diff: expect.stringContaining('authType="imsJwtToken"') }),
    ]);
  });

  test("an apply does what the plan said, and a second one nothing", async () => {
    const planned = await json("plan");
    const applied = await json("apply");
    contract(applied, "apply");
    expect([applied.exitCode, applied.stderr]).toEqual([0, ""]);
    expect(statusesOf(applied)).toEqual(statusesOf(planned));
    const again = await json("apply", "--verify");
    contract(again, "apply");
    expect([again.exitCode, finishedTasks(again).filter(({ status }) => status !== "ok")]).toEqual([0, []]);
  });

  test("a run that is shown again says the same", async () => {
    const ended = await json("plan");
    const again = await lab.user.run("show", "last", "--format", "json");
    expect(again.stdout).toBe(ended.stdout);
    const id = String(eventsOf(ended)[0]?.run);
    expect((await lab.user.run("show", id, "--format", "json")).stdout).toBe(ended.stdout);
    expect((await lab.user.run("show", `${id}x`)).exitCode).toBe(5);
  });

  test("a plan of a host that failed, and the exit codes that --detailed-exitcode adds", async () => {
    const file = join(lab.folder, "hosts/acme-prod-1/usr/local/neolane/nl6/conf/config-acme_prod.xml");
    expect((await json("plan", "--detailed-exitcode")).exitCode).toBe(0);
    appendFileSync(file, "<again/>");
    const ended = await json("plan");
    contract(ended, "plan");
    expect(ended.exitCode).toBe(2);
    expect(finishedTasks(ended).at(-1)).toMatchObject({ host: "acme-stage-1", status: "ok" });
    expect((await json("plan", "--detailed-exitcode")).exitCode).toBe(1);
  });
});
