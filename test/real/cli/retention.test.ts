import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { type Practice, practice } from "../../support/practice.ts";
import { testWorld } from "../../support/test-world.ts";

let lab: Practice;
let home: string;
let motd: string;

beforeEach(async () => {
  lab = await practice(1);
  const [name = ""] = readdirSync(join(lab.folder, "hosts"));
  home = join(lab.folder, "hosts", name, "usr/local/neolane");
  motd = join(home, "motd");
  writeFileSync(motd, "Call us.\n");
  const copy = { dest: motd, content: "{{ text }}\n" };
  writeFileSync(join(lab.user.folder, "motd.yaml"), JSON.stringify([{ hosts: "all", tasks: [{ name: "Say", copy }] }]));
  chmodSync(lab.user.folder, 0o700);
});
afterEach(() => lab.remove());

/** The program, so many days before today by the clock of this side. */
async function runbook(
  words: readonly string[],
  { days = 0, ...environment }: { days?: number; [name: string]: unknown } = {},
) {
  const { world, stdout, stderr } = testWorld(lab.user.folder, words);
  const exitCode = await run({
    ...world,
    userId: process.getuid?.() ?? 0,
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    clock: { ...world.clock, now: () => new Date(Date.now() - days * 86_400_000) },
    random: (bytes) => randomBytes(bytes),
  });
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

const say = (text: string, more: object = {}) =>
  runbook(["apply", "motd.yaml", "-i", lab.fleet.inventoryFile, "-e", `text=${text}`, "-y"], { ...more });
/** Of the run that kept something under this name. */
const rollback = (name: string) => runbook(["rollback", name.slice(0, 20), "-y"]);
const store = () => join(home, ".runbook/backups");
const gone = (name: string) =>
  `RB7203 ${motd} cannot be taken back: the run's backups are gone from the host, there is no ${store()}/${name}`;
const kept = () => readdirSync(store()).toSorted();

/** A run of so many days ago, also by the clock of the host. */
async function saidBefore(days: number, text: string): Promise<string> {
  const before = new Set(readdirSync(home).includes(".runbook") ? kept() : []);
  expect((await say(text, { days })).exitCode).toBe(0);
  const [name = ""] = kept().filter((one) => !before.has(one));
  const time = Date.now() / 1000 - days * 86_400;
  utimesSync(join(store(), name), time, time);
  return name;
}

describe("what runs kept on a host", () => {
  test("goes after 90 days with the next run that keeps something there, and its rollback says so", async () => {
    const old = await saidBefore(100, "one");
    const recent = await saidBefore(80, "two");
    expect(kept()).toEqual([old, recent]);
    expect((await say("two")).exitCode).toBe(0);
    expect(kept()).toEqual([old, recent]);
    expect((await say("three")).exitCode).toBe(0);
    expect(kept()).toEqual([recent, expect.stringMatching(/^\d{8}-\d{6}-\w{4}-[0-9a-f]{16}$/)]);
    expect(await rollback(old)).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(gone(old)) });
    const newest = kept()[1] ?? "";
    expect((await rollback(newest)).exitCode).toBe(0);
    expect(readFileSync(motd, "utf8")).toBe("two\n");
    expect((await rollback(recent)).exitCode).toBe(0);
    expect(await rollback(old)).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(gone(old)) });
    expect(readFileSync(motd, "utf8")).toBe("one\n");
  });

  test("a rollback, and what is gone on with, remove nothing", async () => {
    const old = await saidBefore(100, "one");
    expect((await rollback(await saidBefore(99, "two"))).exitCode).toBe(0);
    expect(kept()).toContain(old);
    expect((await rollback(old)).exitCode).toBe(0);
    expect(readFileSync(motd, "utf8")).toBe("Call us.\n");
  });

  test("RUNBOOK_KEEP_BACKUPS says how long, or forever", async () => {
    const old = await saidBefore(100, "one");
    await say("two", { RUNBOOK_KEEP_BACKUPS: "forever" });
    await say("three", { RUNBOOK_KEEP_BACKUPS: "120d" });
    expect(kept()).toContain(old);
    await say("four", { RUNBOOK_KEEP_BACKUPS: "30d" });
    expect(kept()).not.toContain(old);
    expect(kept()).toHaveLength(3);
    expect(await say("five", { RUNBOOK_KEEP_BACKUPS: "0" })).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining('RB8001  RUNBOOK_KEEP_BACKUPS is "0", neither a number of days'),
    });
    expect(readFileSync(motd, "utf8")).toBe("four\n");
  });
});

test("leaving a host costs no round trip more when there is something to remove", async () => {
  await saidBefore(100, "one");
  await saidBefore(1, "two");
  const frames = ({ stdout }: { readonly stdout: string }) => /(\d+) round trips/.exec(stdout)?.[1];
  const verbose = (text: string, keep: string) =>
    runbook(["apply", "motd.yaml", "-i", lab.fleet.inventoryFile, "-e", `text=${text}`, "-y", "-v"], {
      RUNBOOK_KEEP_BACKUPS: keep,
    });
  const without = await verbose("three", "forever");
  const removing = await verbose("four", "90d");
  expect(kept()).toHaveLength(3);
  expect(frames(without)).toBeDefined();
  expect(frames(removing)).toBe(frames(without));
});
