import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leftBy, localFleet, localHosts, openGate, waitAtGate, wholeRun } from "../../support/local-fleet.ts";
import { type Controller, controller } from "../../support/program.ts";
import { hasTmux, terminal } from "../../support/tmux.ts";

let user: Controller;

beforeEach(() => {
  user = controller();
  localFleet(user.folder);
});
afterEach(() => {
  openGate(user.folder);
  user.remove();
});

const soon = { timeout: 20_000, interval: 20 };

const allBegan = () =>
  expect.poll(() => localHosts.every((host) => existsSync(join(user.folder, `${host}.began`))), soon).toBe(true);

/** Signals that do not follow each other so fast that they count as one. */
async function send(pid: number, ...signals: readonly NodeJS.Signals[]): Promise<void> {
  for (const [index, signal] of signals.entries()) {
    if (index > 0) await wait(300);
    process.kill(pid, signal);
  }
}

async function resumesToTheEnd(): Promise<void> {
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
  for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual(wholeRun);
  expect((await user.run("resume", "last", "-y")).stdout).toContain("nothing is left to do");
  await leavesNothing();
}

/** Neither a process on this machine nor a file of a command in its scratch folder. */
async function leavesNothing(): Promise<void> {
  await expect.poll(() => processesWith(user.folder), soon).toEqual([]);
  const scratch = join(user.folder, ".runbook/run");
  expect(existsSync(scratch) ? readdirSync(scratch) : []).toEqual([]);
}

/** Command lines of this machine's processes with this text in them. */
function processesWith(text: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8")];
      } catch {
        return [];
      }
    })
    .filter((line) => line.includes(text));
}

describe("one signal", () => {
  test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s: what runs is finished, nothing new begins",
    async (signal) => {
      const { pid, ended, said } = user.start("apply", "site.yaml", "-y");
      await allBegan();
      await send(pid, signal);
      await expect.poll(() => said.stderr, { timeout: 20_000 }).toContain("stopping");
      openGate(user.folder);
      const { exitCode, stdout, stderr } = await ended;
      expect(exitCode).toBe(130);
      expect(stderr).toContain("stopping: what runs is finished");
      expect(stdout).toMatch(/next:\n {2}runbook show \S+\n {2}runbook resume \S+\n/);
      const { conf, began, once } = wholeRun;
      for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual({ conf, began, once });
      await resumesToTheEnd();
    },
  );

  test("a closed terminal that says so several times is still not in a hurry", async () => {
    const { pid, ended, said } = user.start("apply", "site.yaml", "-y");
    await allBegan();
    await send(pid, "SIGHUP", "SIGHUP", "SIGHUP");
    await expect.poll(() => said.stderr, { timeout: 20_000 }).toContain("stopping");
    openGate(user.folder);
    const { exitCode, stdout } = await ended;
    expect(exitCode).toBe(130);
    expect(stdout).toContain("3 hosts changed");
  });

  const seed = 7;
  test.for(Array.from({ length: 6 }, (_, index) => ((seed * 7919 + index * 104_729) % 1500) + 100))(
    "after %i ms: resume brings the end state",
    { timeout: 60_000 },
    async (time) => {
      openGate(user.folder);
      const { pid, ended } = user.start("apply", "site.yaml", "-y");
      const late = await Promise.race([wait(time, false), ended.then(() => true)]);
      if (!late) process.kill(pid, time % 2 ? "SIGINT" : "SIGTERM");
      const { exitCode, stdout } = await ended;
      expect([0, 130, null]).toContain(exitCode);
      if (exitCode === 130) expect(stdout).toContain("runbook resume ");
      if ((await user.run("resume", "last", "-y")).exitCode === 5) await user.run("apply", "site.yaml", "-y");
      for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual(wholeRun);
      await leavesNothing();
    },
  );
});

describe("two signals", () => {
  test("leave commands alone, say what is perhaps made, and resume finds out", async () => {
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await allBegan();
    await send(pid, "SIGINT", "SIGINT");
    const sent = performance.now();
    const { exitCode, stderr } = await ended;
    expect(performance.now() - sent).toBeLessThan(3_000);
    expect(exitCode).toBe(130);
    expect(stderr).toContain("left: 3 changes perhaps made, perhaps not:\n");
    expect(stderr).toMatch(/next:\n {2}runbook show \S+\n {2}runbook resume \S+\n {2}runbook rollback \S+\n/);
    for (const host of localHosts) expect(leftBy(user.folder, host)).not.toHaveProperty("once");
    const shown = await user.run("show", "last");
    expect(shown.stdout).toContain("3 changes perhaps made, perhaps not:");
    openGate(user.folder);
    await resumesToTheEnd();
  });

  test("a resume that finds out can be stopped, too", async () => {
    const run = user.start("apply", "site.yaml", "-y");
    await allBegan();
    await send(run.pid, "SIGINT", "SIGINT");
    await run.ended;
    const { pid, ended } = user.start("resume", "last", "-y", "-f", "1", "--format", "json");
    await expect.poll(async () => (await user.run("runs")).stdout, soon).toContain("running");
    await send(pid, "SIGTERM");
    openGate(user.folder);
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/^\nstopping: .*\nnext:\n {2}runbook show \S+\n {2}runbook resume /);
    await resumesToTheEnd();
  });

  test("end commands that only look", async () => {
    const text = `${waitAtGate(user.folder)}; echo looked`;
    const task = { name: "look", shell: text, changed_when: false, check_mode: false };
    writeFileSync(join(user.folder, "look.yaml"), JSON.stringify([{ hosts: "all", tasks: [task] }]));
    const { pid, ended } = user.start("plan", "look.yaml");
    await expect.poll(() => processesWith(text).length, soon).toBeGreaterThanOrEqual(3);
    await send(pid, "SIGTERM", "SIGTERM");
    expect((await ended).exitCode).toBe(130);
    await expect.poll(() => processesWith(text), soon).toEqual([]);
  });

  test("a third one ends it at once", async () => {
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await allBegan();
    await send(pid, "SIGINT", "SIGINT", "SIGINT");
    expect((await ended).exitCode).toBe(130);
    openGate(user.folder);
    await resumesToTheEnd();
  });
});

describe.skipIf(!hasTmux)("on a terminal (needs tmux)", () => {
  const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
  /** `PID` is on the screen first, `EXIT` last. */
  const start = (words: string) => {
    const program = `echo "PID $$ ."; exec "${process.execPath}" "${main}" ${words}`;
    const environment = { HOME: user.folder, XDG_STATE_HOME: user.state };
    return terminal(`sh -c '${program}'; echo "EXIT $?"; stty -a`, environment, user.folder);
  };

  test("Ctrl-C twice leaves the terminal as it was, with the commands to go on with", async () => {
    const screen = start("apply site.yaml -y");
    try {
      await allBegan();
      screen.press("C-c");
      await expect.poll(() => screen.text(), soon).toContain("stopping:");
      await wait(300);
      screen.press("C-c");
      await expect.poll(() => screen.text(), soon).toMatch(/EXIT 130[\s\S]*icanon/);
      expect(screen.text()).toMatch(/left: 3 changes[\s\S]*runbook resume /);
      expect(screen.text()).toMatch(/(?<!-)isig (?<!-)icanon[\s\S]*(?<!-)echo /);
    } finally {
      screen.close();
    }
    openGate(user.folder);
    await resumesToTheEnd();
  });

  test.for(["SIGTERM", "SIGHUP"] as const)(
    "%s at a question is a no, and the terminal is as it was",
    async (signal) => {
      const screen = start("apply site.yaml");
      try {
        await expect.poll(() => screen.text(), soon).toContain("Apply these changes? [y/N]");
        process.kill(Number(/PID (\d+) /.exec(screen.text())?.[1]), signal);
        await expect.poll(() => screen.text(), soon).toMatch(/EXIT 130[\s\S]*icanon/);
        expect(screen.text()).toContain("interrupted at a question");
        expect(screen.text()).toMatch(/(?<!-)isig (?<!-)icanon[\s\S]*(?<!-)echo /);
        for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual({});
      } finally {
        screen.close();
      }
    },
  );

  test("Ctrl-S stops the screen, not the run", async () => {
    const screen = start("apply site.yaml -y");
    try {
      await allBegan();
      screen.press("C-s");
      openGate(user.folder);
      await expect.poll(() => leftBy(user.folder, "h3"), soon).toEqual(wholeRun);
      await expect.poll(async () => (await user.run("show", "last")).stdout, soon).toContain("finished in");
      expect(screen.text()).not.toContain("EXIT");
      screen.press("C-q");
      await expect.poll(() => screen.text(), soon).toContain("EXIT 0");
    } finally {
      screen.close();
    }
  });
});
