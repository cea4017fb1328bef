import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(
    join(folder, "inventory.yaml"),
    JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }),
  );
  for (const name of ["a", "b", "told"]) writeFileSync(join(folder, name), name === "told" ? "" : "old\n");
});
afterEach(() => user.remove());

function runbook(...tasks: readonly object[]): void {
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
}

const file = (name: string) => ({ name, copy: { dest: join(folder, name), content: "new\n" } });
/** A command that leaves its name, and takes it back with "-"; it fails as long as the file `broken NAME` is there. */
const tell = (name: string, more = "true") => ({
  name,
  shell: {
    cmd: `echo ${name} >> ${folder}/told; ${more}; [ ! -e "${folder}/broken ${name}" ]`,
    undo: `echo -${name} >> ${folder}/told`,
  },
});
const behindIt = () => ({ name: "after", shell: `echo after >> ${folder}/told` });
const told = () => readFileSync(join(folder, "told"), "utf8").trim().split("\n").join(" ");
const content = (name: string) => readFileSync(join(folder, name), "utf8").trim();

function expectNothingLeft(): void {
  const run = join(folder, ".runbook/run");
  expect(existsSync(run) ? readdirSync(run) : []).toEqual([]);
  expect(readdirSync(join(folder, ".runbook/switch"))).toEqual([]);
  expect(switches()).toEqual([]);
}

function switches(): readonly string[] {
  const lines = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.split("\n");
  return lines.filter((line) => line.includes(`${folder}/.runbook/switch/`));
}

/** While a file is new, no new connection gets through; what is connected stays. */
function cutOffBy(name: string): Controller {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const script = `#!/bin/sh\nwhile grep -q new ${folder}/${name}; do sleep 0.1; done\nexec /bin/sh "$@"\n`;
  writeFileSync(join(bin, "sh"), script, { mode: 0o755 });
  return user.with({ PATH: `${bin}:${process.env.PATH}` });
}

async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 10 });
}

describe("a block with confirm_within", () => {
  const parts = (more: object = {}) => ({ confirm_within: "6s", block: [file("a"), tell("x"), file("b")], ...more });

  test("has one switch for all of it, is confirmed at its end, and can be rolled back", {
    timeout: 60_000,
  }, async () => {
    runbook(parts({ always: [tell("tidy")] }), behindIt());
    const plan = await user.run("plan", "site.yaml");
    expect(plan.stdout).toContain("the block is confirmed within 6 s, else undone");
    const applied = await user.run("apply", "site.yaml", "-y", "--format", "json");
    expect(applied).toMatchObject({ exitCode: 0, stderr: "" });
    expect([content("a"), content("b"), told()]).toEqual(["new", "new", "x tidy after"]);
    const events = eventsOf(applied);
    const numbers = events.flatMap(({ type, deadManSwitch }) => (type === "task.finished" ? [deadManSwitch] : []));
    expect(new Set(numbers).size).toBe(2);
    expect(events.find(({ task }) => task === "confirm: block")).toBeDefined();
    expectNothingLeft();
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([content("a"), content("b"), told()]).toEqual(["old", "old", "x tidy after -tidy -x"]);
  });

  test("that finds everything as it should be sets no switch", { timeout: 60_000 }, async () => {
    runbook({ confirm_within: "6s", block: [file("a"), file("b")] });
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    rmSync(join(folder, ".runbook/switch"), { recursive: true });
    expect((await user.run("apply", "site.yaml", "-y")).stdout).toContain("nothing changed");
    expect(existsSync(join(folder, ".runbook/switch"))).toBe(false);
  });

  test("of which a task fails is undone as a whole, in reverse, and done again by a resume", {
    timeout: 60_000,
  }, async () => {
    runbook(parts({ always: [tell("tidy")] }), behindIt());
    writeFileSync(join(folder, "broken x"), "");
    const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("the dead-man switch undid what the block had done");
    expect([content("a"), content("b"), told()]).toEqual(["old", "old", "x tidy -tidy -x"]);
    expectNothingLeft();
    rmSync(join(folder, "broken x"));
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([content("a"), content("b"), told()]).toEqual(["new", "new", "x tidy -tidy -x x tidy after"]);
    expectNothingLeft();
  });

  test("of more than ten tasks is undone in reverse", { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 12 }, (_, number) => `t${number}`);
    writeFileSync(join(folder, "broken t11"), "");
    runbook({ confirm_within: "30s", block: names.map((name) => tell(name)) });
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect(told()).toBe([...names, ...names.toReversed().map((name) => `-${name}`)].join(" "));
  });

  test("that is rescued is confirmed with what rescued it", { timeout: 60_000 }, async () => {
    runbook(parts({ rescue: [tell("mend")] }), behindIt());
    writeFileSync(join(folder, "broken x"), "");
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect([content("a"), content("b"), told()]).toEqual(["new", "old", "x mend after"]);
    expectNothingLeft();
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([content("a"), told()]).toEqual(["old", "x mend after -mend"]);
  });

  test("that nobody can confirm is undone by the host, and its own rescue does not hide it", {
    timeout: 60_000,
  }, async () => {
    runbook({ block: [parts({ rescue: [tell("mend")] })], rescue: [tell("outer")] }, behindIt());
    const { exitCode, stdout } = await cutOffBy("b").run("apply", "site.yaml", "-y");
    expect(stdout).toContain("no new connection confirmed the block within 6 s; the dead-man switch undid");
    expect(exitCode).toBe(0);
    expect([content("a"), content("b"), told()]).toEqual(["old", "old", "x -x outer after"]);
    expectNothingLeft();
  });

  test("that takes too long is undone in its middle, and nothing in it is done any more", {
    timeout: 60_000,
  }, async () => {
    runbook(parts({ block: [file("a"), tell("x", "sleep 77"), file("b")], always: [tell("tidy")] }), behindIt());
    const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
    expect([exitCode, stdout.includes("RB5013")]).toEqual([2, true]);
    expect([content("a"), content("b"), told()]).toEqual(["old", "old", "x -x"]);
    expectNothingLeft();
  });

  test("is undone when the controller dies in its middle, and done again by a resume", {
    timeout: 60_000,
  }, async () => {
    runbook(tell("before"), parts({ block: [file("a"), tell("x"), tell("y", "sleep 77"), file("b")] }), behindIt());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "before x y");
    process.kill(pid, "SIGKILL");
    await ended;
    await until(() => content("a") === "old");
    await until(() => switches().length === 0);
    expect(told()).toBe("before x y -y -x");
    runbook(tell("before"), parts({ block: [file("a"), tell("x"), tell("y", "sleep 77"), file("b")] }), behindIt());
    const again = user.start("resume", "last", "-y");
    await until(() => told() === "before x y -y -x x y");
    process.kill(again.pid, "SIGKILL");
    await again.ended;
    await until(() => switches().length === 0);
    expect(told()).toBe("before x y -y -x x y -y -x");
  });

  test("of a dead controller is undone at once by a resume that comes before the time is over", {
    timeout: 60_000,
  }, async () => {
    writeFileSync(join(folder, "go"), "");
    const block = [file("a"), tell("x"), tell("y", `[ ! -e ${folder}/go ] || sleep 77`), file("b")];
    runbook({ confirm_within: "10m", block }, behindIt());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "x y");
    process.kill(pid, "SIGKILL");
    await ended;
    rmSync(join(folder, "go"));
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect([content("a"), content("b"), told()]).toEqual(["new", "new", "x y -y -x x y after"]);
    expectNothingLeft();
  });

  test("of a dead controller that was undone by the host leaves nothing to a rollback", {
    timeout: 60_000,
  }, async () => {
    runbook(parts({ block: [file("a"), tell("x"), tell("y", "sleep 77")] }));
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "x y");
    process.kill(pid, "SIGKILL");
    await ended;
    await until(() => switches().length === 0);
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect([content("a"), told()]).toEqual(["old", "x y -y -x"]);
  });

  test("is undone at once when somebody stops the run in it", { timeout: 60_000 }, async () => {
    runbook({ confirm_within: "10m", block: [file("a"), tell("x", "sleep 1"), file("b")] }, behindIt());
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await until(() => told() === "x");
    process.kill(pid, "SIGINT");
    await ended;
    expect([content("a"), content("b"), told()]).toEqual(["old", "old", "x -x"]);
    expectNothingLeft();
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([content("a"), content("b"), told()]).toEqual(["new", "new", "x -x x after"]);
  });

  test("keeps what the host did in it under its own user, and says so in the plan", { timeout: 60_000 }, async () => {
    runbook({ confirm_within: "10s", block: [file("a"), { ...tell("x"), become: true, become_user: "nobody" }] });
    const plan = await user.run("plan", "site.yaml");
    expect(plan.stdout).toContain('all that a block with "confirm_within" changes must be done by one user');
  });
});

test.skipIf(whyNoBusybox)(`the same with busybox (${whyNoBusybox ?? "there"})`, { timeout: 60_000 }, async () => {
  const busybox = user.with({ PATH: `${await busyboxFolder(folder)}:${process.env.PATH}` });
  const block = [file("a"), tell("x"), file("b")];
  runbook({ confirm_within: "6s", block });
  expect(await busybox.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
  expect([content("a"), content("b"), told()]).toEqual(["new", "new", "x"]);
  expect(await busybox.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
  runbook({ confirm_within: "6s", block: [...block, tell("y", "sleep 77")] });
  const { pid, ended } = busybox.start("apply", "site.yaml", "-y");
  await until(() => told() === "x -x x y");
  process.kill(pid, "SIGKILL");
  await ended;
  await until(() => told() === "x -x x y -y -x");
  await until(() => switches().length === 0);
  expect([content("a"), content("b")]).toEqual(["old", "old"]);
});
