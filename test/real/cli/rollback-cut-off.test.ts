import { existsSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finishedTasks, type Practice, practice } from "../../support/practice.ts";

let lab: Practice;
beforeEach(async () => {
  lab = await practice(1);
});
afterEach(() => lab.remove());

/** Starts an apply and kills it when a command is at work on the host. */
async function cutOff(seconds: number): Promise<{ readonly on: string; readonly conf: string }> {
  const [host = ""] = readdirSync(join(lab.folder, "hosts"));
  const folder = join(lab.folder, "hosts", host, "usr/local/neolane");
  const [on, conf] = [join(folder, "on"), join(folder, "conf")];
  writeFileSync(conf, "old\n");
  const tasks = [
    {
      name: "On",
      shell: { cmd: `sleep ${seconds}; echo on >> ${on}; echo new > ${conf}`, undo: `rm ${on}`, writes: [conf] },
    },
  ];
  writeFileSync(join(lab.user.folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  const { pid, ended } = lab.user.start("apply", "site.yaml", "-i", lab.fleet.inventoryFile, "-y");
  await expect.poll(() => existsSync(join(runFolder() ?? "", "journal")), { timeout: 20_000, interval: 5 }).toBe(true);
  const journal = () => readFileSync(join(runFolder() ?? "", "journal"), "utf8");
  await expect.poll(journal, { timeout: 20_000, interval: 5 }).toContain('"type":"change.intended"');
  await expect.poll(() => commandIsAtWork(host), { timeout: 20_000, interval: 5 }).toBe(true);
  process.kill(pid, "SIGKILL");
  await ended;
  return { on, conf };
}

function runFolder(): string | undefined {
  const runs = join(lab.user.state, "runbook/runs");
  const [first] = existsSync(runs) ? readdirSync(runs) : [];
  return first && join(runs, first);
}

function commandIsAtWork(host: string): boolean {
  return [...lab.files(host).keys()].some((path) => /\.runbook\/run\/[^/]+\/\d+\.p$/.test(path));
}

test("what was under way when an apply was killed is waited for and undone", async () => {
  const { on, conf } = await cutOff(1);
  const ended = await lab.user.run("rollback", "last", "-y", "--format", "json", "--lock-timeout", "20");
  expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
  expect(finishedTasks(ended).map(({ task, status }) => [task, status])).toEqual([
    ["Has anybody changed it since?", "ok"],
    ["Undo: On", "changed"],
  ]);
  expect(existsSync(on)).toBe(false);
  expect(readFileSync(conf, "utf8")).toBe("old\n");
});

test("as long as a command is at work nothing is undone", async () => {
  const { on, conf } = await cutOff(4);
  const locked = await lab.user.run("rollback", "last", "-y");
  expect([locked.exitCode, locked.stdout]).toEqual([3, expect.stringContaining("RB7301")]);
  await expect.poll(() => existsSync(on), { timeout: 20_000 }).toBe(true);
  expect((await lab.user.run("resume", "last", "-y", "--lock-timeout", "20")).exitCode).toBe(0);
  expect([existsSync(on), readFileSync(conf, "utf8")]).toEqual([false, "old\n"]);
});

test.each([
  ["rolled back", "writes to it", false],
  ["rolled back", "puts an older file there", false],
  ["resumed, then rolled back", "writes to it", true],
  ["resumed, then rolled back", "puts an older file there", true],
])("a run is %s: who %s after the command's end keeps that", async (_, way, isResumed) => {
  const { on, conf } = await cutOff(0.3);
  await expect.poll(() => existsSync(on) && readFileSync(conf, "utf8") === "new\n", { timeout: 20_000 }).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 300));
  if (way === "writes to it") writeFileSync(conf, "theirs\n");
  else {
    writeFileSync(`${conf}.mine`, "theirs\n");
    utimesSync(`${conf}.mine`, 1, 1);
    renameSync(`${conf}.mine`, conf);
  }
  if (isResumed) expect((await lab.user.run("resume", "last", "-y")).exitCode).toBe(0);
  const refused = await lab.user.run("rollback", "last", "-y");
  expect(refused.exitCode).toBe(3);
  expect(refused.stdout).toContain("RB7202");
  expect([existsSync(on), readFileSync(conf, "utf8")]).toEqual([true, "theirs\n"]);
});

test("a resumed run knows what the command wrote, and its rollback restores it", async () => {
  const { on, conf } = await cutOff(0.5);
  expect((await lab.user.run("resume", "last", "-y")).exitCode).toBe(0);
  expect(readFileSync(conf, "utf8")).toBe("new\n");
  expect(readFileSync(on, "utf8")).toBe("on\n");
  expect(readdirSync(runFolder() ?? "")).toEqual(["journal"]);
  expect((await lab.user.run("rollback", "last", "-y")).exitCode).toBe(0);
  expect([existsSync(on), readFileSync(conf, "utf8")]).toEqual([false, "old\n"]);
});

test("what was taken back is not gone on with", async () => {
  const [host = ""] = readdirSync(join(lab.folder, "hosts"));
  const conf = join(lab.folder, "hosts", host, "usr/local/neolane/conf");
  writeFileSync(conf, "old\n");
  const tasks = [
    { name: "Set", copy: { dest: conf, content: "new\n" } },
    { name: "Fails", shell: `test -e ${conf}.now` },
  ];
  writeFileSync(join(lab.user.folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  expect((await lab.user.run("apply", "site.yaml", "-i", lab.fleet.inventoryFile, "-y")).exitCode).toBe(2);
  const [run = ""] = readdirSync(join(lab.user.state, "runbook/runs"));
  expect((await lab.user.run("rollback", run, "-y")).exitCode).toBe(0);
  writeFileSync(`${conf}.now`, "");
  const refused = await lab.user.run("resume", run, "-y");
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toMatch(/RB7008 +\S+ was taken back by \S+, so there is nothing to go on with/);
  expect(readFileSync(conf, "utf8")).toBe("old\n");
});

test("which hosts failed is not asked of a run that was cut off", async () => {
  await cutOff(0.3);
  const refused = await lab.user.run("resume", "last", "--failed", "-y");
  expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining("was cut off")]);
});
