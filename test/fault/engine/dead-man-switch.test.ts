import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(
    join(folder, "inventory.yaml"),
    JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }),
  );
  writeFileSync(join(folder, "conf"), "old\n");
  chmodSync(join(folder, "conf"), 0o640);
});
afterEach(() => user.remove());

function runbook(...tasks: readonly object[]): void {
  const all = tasks.map((task) => ({ confirm_within: "5s", ...task }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks: all }]));
}

const conf = () => ({ name: "conf", copy: { dest: join(folder, "conf"), content: "new\n", mode: "0600" } });
const command = (script: string) => ({
  name: "command",
  shell: { cmd: script, undo: `echo undone >> ${folder}/told` },
});
const told = () => (existsSync(join(folder, "told")) ? readFileSync(join(folder, "told"), "utf8") : "");
const content = () => readFileSync(join(folder, "conf"), "utf8");

/** Type, mode, owner and inode. */
function state(): readonly number[] {
  const { mode, uid, gid, ino } = statSync(join(folder, "conf"));
  return [mode, uid, gid, ino];
}

/** No switch, no process of one, nothing of a command, no temporary file. */
function expectNothingLeft(): void {
  const run = join(folder, ".runbook/run");
  expect(existsSync(run) ? readdirSync(run) : []).toEqual([]);
  expect(readdirSync(join(folder, ".runbook/switch"))).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.startsWith(".rb."))).toEqual([]);
  expect(switches()).toEqual([]);
}

function switches(): readonly string[] {
  const lines = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.split("\n");
  return lines.filter((line) => line.includes(`${folder}/.runbook/switch/`));
}

/** While the file is new, no new connection gets through; what is connected stays. */
function cutOffByChange(): Controller {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nwhile grep -q new ${folder}/conf; do sleep 0.1; done\nexec /bin/sh "$@"\n`;
  writeFileSync(join(bin, "sh"), script, { mode: 0o755 });
  return user.with({ PATH: `${bin}:${process.env.PATH}` });
}

async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 10 });
}

describe("a task with confirm_within", () => {
  test("is confirmed over a new connection, and nothing of its switch is left", async () => {
    runbook(conf(), command(`echo ran >> ${folder}/told`), {
      name: "dir",
      file: { path: `${folder}/d`, state: "directory" },
    });
    const plan = await user.run("plan", "site.yaml");
    expect(plan.stdout).toContain("confirmed within 5 s, else undone");
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect([content(), told()]).toEqual(["new\n", "ran\n"]);
    expectNothingLeft();
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([content(), told()]).toEqual(["old\n", "ran\nundone\n"]);
  });

  test("that fails is undone at once, and says why it failed", async () => {
    runbook(command(`echo ran >> ${folder}/told; echo no such luck >&2; false`));
    const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("RB5013");
    expect(stdout).toContain("no such luck");
    expect(told()).toBe("ran\nundone\n");
    expectNothingLeft();
  });

  test("that nobody can confirm is undone by the host, and the run says so", { timeout: 60_000 }, async () => {
    runbook(conf());
    const before = state();
    const { exitCode, stdout } = await cutOffByChange().run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("no new connection confirmed it within 5 s; the dead-man switch undid");
    expect(content()).toBe("old\n");
    expect(state()).toEqual(before);
    expectNothingLeft();
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(content()).toBe("new\n");
    expectNothingLeft();
  });

  test("whose command takes too long is undone, and the command is ended", { timeout: 60_000 }, async () => {
    runbook(command(`echo ran >> ${folder}/told; sleep 77; echo late >> ${folder}/told`));
    const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
    expect([exitCode, told()]).toEqual([2, "ran\nundone\n"]);
    expect(stdout).toContain("RB5013");
    expectNothingLeft();
  });

  test.each([
    { time: "its timeout", keyword: { timeout: 2 } },
    { time: "the time that its module gives it", keyword: {}, parameter: { deadline: "2s" } },
  ])(
    "whose command takes longer than $time is undone before the switch's own time",
    { timeout: 60_000 },
    async ({ keyword, parameter }) => {
      const slow = command(`echo ran >> ${folder}/told; sleep 77; echo late >> ${folder}/told`);
      runbook({ ...slow, ...keyword, confirm_within: "10m", shell: { ...slow.shell, ...parameter } });
      const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
      expect([exitCode, told()]).toEqual([2, "ran\nundone\n"]);
      expect(stdout).toContain("RB5013");
      expect(stdout).toContain("no answer within 2 s; the dead-man switch undid what the task had done");
      expectNothingLeft();
    },
  );

  test("is undone when the controller dies, to the same bytes, mode, owner and inode", {
    timeout: 60_000,
  }, async () => {
    runbook(conf());
    const before = state();
    const { pid, ended } = cutOffByChange().start("apply", "site.yaml", "-y");
    await until(() => content() === "new\n");
    process.kill(pid, "SIGKILL");
    await ended;
    await until(() => content() === "old\n");
    await until(() => switches().length === 0);
    expect(state()).toEqual(before);
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(content()).toBe("new\n");
    expectNothingLeft();
  });

  test("of a dead controller is undone and made again by a resume that comes before the time is over", {
    timeout: 60_000,
  }, async () => {
    writeFileSync(join(folder, "go"), "");
    runbook({ ...command(`echo ran >> ${folder}/told; [ ! -e ${folder}/go ] || sleep 77`), confirm_within: "10m" });
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "ran\n");
    process.kill(pid, "SIGKILL");
    await ended;
    spawnSync("rm", [join(folder, "go")]);
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told()).toBe("ran\nundone\nran\n");
    expectNothingLeft();
  });

  test("whose switch is gone, as after a restart, is undone and made again by a resume", {
    timeout: 60_000,
  }, async () => {
    runbook({ ...conf(), confirm_within: "10m" });
    const { pid, ended } = cutOffByChange().start("apply", "site.yaml", "-y");
    await until(() => content() === "new\n");
    process.kill(pid, "SIGKILL");
    await ended;
    const [name = ""] = readdirSync(join(folder, ".runbook/switch"));
    const [guard] = readFileSync(join(folder, ".runbook/switch", name, "pid"), "utf8").split(" ");
    process.kill(-Number(guard), "SIGKILL");
    const inode = statSync(join(folder, "conf")).ino;
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(content()).toBe("new\n");
    expect(statSync(join(folder, "conf")).ino).not.toBe(inode);
    expectNothingLeft();
  });

  test("keeps other runs away until it is decided", { timeout: 60_000 }, async () => {
    runbook({ ...command(`echo ran >> ${folder}/told; sleep 77`), confirm_within: "6s" });
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "ran\n");
    process.kill(pid, "SIGKILL");
    await ended;
    const other = await user.run("apply", "site.yaml", "-y");
    expect([other.exitCode, other.stdout.includes("RB7301")]).toEqual([3, true]);
    await until(() => told() === "ran\nundone\n");
    await until(() => switches().length === 0);
  });

  test("of a dead controller is undone once, whether a rollback comes before the switch fires or after", {
    timeout: 60_000,
  }, async () => {
    runbook(command(`echo ran >> ${folder}/told; sleep 77`));
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "ran\n");
    process.kill(pid, "SIGKILL");
    await ended;
    expect((await user.run("show", "last")).stdout).toContain("unless it is confirmed, its dead-man switch undoes it");
    const early = await user.run("rollback", "last", "--check");
    expect([early.exitCode, told()]).toEqual([0, "ran\nundone\n"]);
    await until(() => switches().length === 0);
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(told()).toBe("ran\nundone\n");
  });

  test("that finds everything as it should be sets no switch", async () => {
    runbook(conf());
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    rmSync(join(folder, ".runbook/switch"), { recursive: true });
    expect((await user.run("apply", "site.yaml", "-y")).stdout).toContain("nothing changed");
    expect(existsSync(join(folder, ".runbook/switch"))).toBe(false);
  });
});

describe.skipIf(whyNoBusybox)(`the same with busybox (${whyNoBusybox ?? "there"})`, () => {
  test("confirmed, failed, and left alone", { timeout: 60_000 }, async () => {
    const busybox = user.with({ PATH: `${await busyboxFolder(folder)}:${process.env.PATH}` });
    runbook(conf());
    expect(await busybox.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(content()).toBe("new\n");
    runbook({ name: "conf", copy: { dest: join(folder, "conf"), content: "newer\n" } }, command("false"));
    expect(await busybox.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect([content(), told()]).toEqual(["newer\n", "undone\n"]);
    runbook(command(`echo ran >> ${folder}/told; sleep 77`));
    const { pid, ended } = busybox.start("apply", "site.yaml", "-y");
    await until(() => told() === "undone\nran\n");
    process.kill(pid, "SIGKILL");
    await ended;
    await until(() => told() === "undone\nran\nundone\n");
    expect(await busybox.run("resume", "last", "-y")).toMatchObject({ exitCode: 2 });
    expectNothingLeft();
  });
});
