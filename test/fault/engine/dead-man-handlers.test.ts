import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  const hosts = { h1: { ansible_connection: "local" } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
  for (const name of ["a", "b", "restarts"]) writeFileSync(join(folder, name), name === "restarts" ? "" : "old\n");
});
afterEach(() => user.remove());

function runbook(tasks: readonly object[], more: object = {}): void {
  const handlers = [{ name: "restart", shell: `cat ${folder}/a ${folder}/b | tr '\\n' ' ' >> ${folder}/restarts` }];
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks, handlers, ...more }]));
}

const file = (name: string) => ({ name, copy: { dest: join(folder, name), content: "new\n" }, notify: "restart" });
const fails = () => ({ name: "fails", shell: { cmd: `[ ! -e "${folder}/broken" ]`, undo: "true" } });
const restarts = () => readFileSync(join(folder, "restarts"), "utf8").trim();
const guarded = () => ({ confirm_within: "10s", block: [file("a"), fails()] });
const rescued = () => ({ block: [guarded()], rescue: [{ debug: { msg: "rescued" } }] });
const breaks = () => writeFileSync(join(folder, "broken"), "");
/** When it is undone, somebody else makes `a` new. */
const somebody = () => ({ name: "somebody", shell: { cmd: "true", undo: `echo new > ${folder}/a` } });
/** Takes long at first. */
const waits = () => `[ -e ${folder}/waits ] || { : > ${folder}/waits; sleep 77; }`;
const heals = () => rmSync(join(folder, "broken"));

describe("a handler that a block with confirm_within notified", { timeout: 60_000 }, () => {
  test("runs once the block is confirmed", async () => {
    runbook([guarded()]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("new old");
  });

  test("has nothing to do when the switch has undone the block, and a rescue goes on", async () => {
    breaks();
    runbook([rescued()]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("");
  });

  test("has nothing to do on a host that failed by it, where handlers are forced", async () => {
    breaks();
    runbook([guarded()], { force_handlers: true });
    const { exitCode, stdout } = await user.run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(2);
    expect(stdout).not.toContain("notified, and not run");
    expect(restarts()).toBe("");
  });

  test.each(["before", "after"])("runs when a task %s the block has notified it, too", async (when) => {
    breaks();
    runbook(when === "before" ? [file("b"), rescued()] : [rescued(), file("b")]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("old new");
  });

  test("is not needed for what the block restarts: undone, it is restarted with the old file", async () => {
    breaks();
    const restart = `cat ${folder}/a >> ${folder}/restarts`;
    const before = { name: "before", command: { argv: ["true"], undo: restart } };
    const after = { name: "after", shell: { cmd: restart, undo: "true" } };
    runbook([{ confirm_within: "10s", block: [before, file("a"), after, fails()] }]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect(restarts()).toBe("new\nold");
  });

  test("is not owed to a resume that finds nothing to do in the block", async () => {
    breaks();
    runbook([guarded(), file("b")]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    heals();
    writeFileSync(join(folder, "a"), "new\n");
    writeFileSync(join(folder, "b"), "new\n");
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("");
  });

  test("is owed to a resume by who notified it outside of the block, and by the block when it is done again", async () => {
    breaks();
    runbook([file("b"), guarded()]);
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect(restarts()).toBe("");
    heals();
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("new new");
  });

  test("is not owed to a resume after the run was killed in the block, and the switch undid it", async () => {
    runbook([
      {
        confirm_within: "10m",
        block: [somebody(), file("a"), { name: "waits", shell: { cmd: waits(), undo: "true" } }],
      },
    ]);
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await expect.poll(() => existsSync(join(folder, "waits")), { timeout: 20_000, interval: 10 }).toBe(true);
    process.kill(pid, "SIGKILL");
    await ended;
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect([readFileSync(join(folder, "a"), "utf8"), restarts()]).toEqual(["new\n", ""]);
  });

  test("runs in a resume when the run was killed behind the confirmation", async () => {
    runbook([guarded(), { name: "killed", shell: `[ ! -e ${folder}/kill ] || kill -9 $(cat ${folder}/kill)` }]);
    writeFileSync(join(folder, "kill"), "");
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    writeFileSync(join(folder, "kill"), String(pid));
    await ended;
    rmSync(join(folder, "kill"));
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(restarts()).toBe("new old");
  });
});
