import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(join(folder, "told"), "");
});
afterEach(() => user.remove());

/** A command that leaves its name in a file each time it runs; it fails as long as the file `broken NAME` is there. */
const tell = (name: string, more: object = {}) => ({
  name,
  shell: `sleep 0.05; echo ${name} >> ${folder}/told; [ ! -e "${folder}/broken ${name}" ]`,
  ...more,
});
const told = () => readFileSync(join(folder, "told"), "utf8").trim().split("\n");
const broken = (name: string) => writeFileSync(join(folder, `broken ${name}`), "");

function site(hosts: readonly string[], play: object): void {
  const each = Object.fromEntries(hosts.map((host) => [host, { ansible_connection: "local" }]));
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: each } }));
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", ...play }]));
}

async function mended(name: string): Promise<void> {
  await user.run("exec", "h1", "--", "rm", join(folder, `broken ${name}`));
}

describe("a block that was rescued", () => {
  const parts = () => ({
    block: [tell("a"), tell("b"), tell("c")],
    rescue: [
      tell("mend"),
      {
        name: "know",
        shell: `echo "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}" >> ${folder}/told`,
      },
      tell("more"),
    ],
  });

  beforeEach(() => broken("b"));

  test("goes on in its rescue: what failed is not tried again, and is known still", { timeout: 60_000 }, async () => {
    site(["h1"], { tasks: [parts(), tell("after")] });
    broken("more");
    expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
    expect(told()).toEqual(["a", "b", "mend", "b 1", "more"]);
    await mended("b");
    await mended("more");
    const resumed = await user.run("resume", "last", "-y", "--format", "json");
    expect(resumed.exitCode).toBe(0);
    const ended = eventsOf(resumed).filter(({ type }) => type === "task.finished");
    expect(ended.map(({ task, status, earlier }) => [task, status, earlier ?? false])).toEqual([
      ["a", "changed", true],
      ["b", "failed", true],
      ["mend", "changed", true],
      ["know", "changed", true],
      ["more", "changed", false],
      ["after", "changed", false],
    ]);
  });

  test.for([250, 400, 500, 600, 750])(
    "is done once, wherever the run was cut (%i ms)",
    { timeout: 60_000 },
    async (time) => {
      site(["h1"], { tasks: [{ ...parts(), always: [tell("tidy")] }, tell("after")] });
      const { pid, ended } = user.start("apply", "site.yaml", "-y");
      const cut = await Promise.race([wait(time, true), ended.then(() => false)]);
      if (cut) process.kill(pid, "SIGKILL");
      await ended;
      let last = await user.run("resume", "last", "-y");
      if (last.stderr.includes("RB7002")) last = await user.run("apply", "site.yaml", "-y");
      expect(last.exitCode).toBe(0);
      expect(told()).toEqual(["a", "b", "mend", "b 1", "more", "tidy", "after"]);
    },
  );
});

test("a block that was left is begun again as a whole, for what is always done took it back", {
  timeout: 60_000,
}, async () => {
  site(["h1"], { tasks: [tell("first"), { block: [tell("a"), tell("b")], always: [tell("tidy")] }, tell("after")] });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  await mended("b");
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["first", "a", "b", "tidy", "a", "b", "tidy", "after"]);
});

test("hosts are told in one round trip which ends of commands are known", { timeout: 60_000 }, async () => {
  site(["h1"], { tasks: [...Array.from({ length: 20 }, (_, at) => tell(`c${at}`)), tell("b")] });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  await mended("b");
  const resumed = await user.run("resume", "last", "-y", "--format", "json");
  const finished = eventsOf(resumed).find(({ type }) => type === "run.finished");
  expect(finished).toMatchObject({ exitCode: 0 });
  expect(Number(finished?.frames)).toBeLessThan(10);
});

test("what one host has done for all is not done again by another", { timeout: 60_000 }, async () => {
  site(["h1", "h2"], {
    serial: 1,
    tasks: [
      { ...tell("once"), run_once: true, register: "once" },
      { name: "rc {{ inventory_hostname }}", shell: `echo "{{ inventory_hostname }} {{ once.rc }}" >> ${folder}/told` },
      { ...tell("b"), when: "inventory_hostname == 'h2'" },
    ],
  });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  await mended("b");
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["once", "h1 0", "h2 0", "b", "b"]);
});

test("a run that stopped because hosts failed goes on with all of them", { timeout: 60_000 }, async () => {
  site(["h1", "h2"], {
    any_errors_fatal: true,
    tasks: [{ ...tell("b"), when: "inventory_hostname == 'h1'" }, tell("after")],
  });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 10 });
  expect(told()).toEqual(["b"]);
  await mended("b");
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["b", "b", "after", "after"]);
});

test("hosts that were stopped have something left, also when those that failed were gone on with", {
  timeout: 60_000,
}, async () => {
  site(["h1", "h2"], {
    any_errors_fatal: true,
    tasks: [{ ...tell("b"), when: "inventory_hostname == 'h1'" }, tell("after {{ inventory_hostname }}")],
  });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 10 });
  await mended("b");
  expect(await user.run("resume", "last", "-y", "--failed")).toMatchObject({ exitCode: 0 });
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["b", "b", "after h1", "after h2"]);
});

test("a run that an error ended goes on", { timeout: 60_000 }, async () => {
  site(["h1"], { tasks: [tell("a")] });
  const plays = JSON.parse(readFileSync(join(folder, "site.yaml"), "utf8"));
  const locked = { hosts: "all", lock: "{{ name }}", tasks: [tell("b")] };
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([...plays, locked]));
  expect((await user.run("apply", "site.yaml", "-y", "-e", "name=/")).stderr).toContain("RB5009");
  expect(await user.run("resume", "last", "-y", "-e", "name=site")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["a", "b"]);
});

test("what one host has begun for all is not begun by another one", { timeout: 60_000 }, async () => {
  site(["h1", "h2"], {
    tasks: [
      { name: "look", stat: { path: "/" } },
      { name: "once", shell: `echo once >> ${folder}/told; sleep 2`, run_once: true },
      tell("after"),
    ],
  });
  const { pid, ended } = user.start("apply", "site.yaml", "-y");
  while (readFileSync(join(folder, "told"), "utf8") === "") await wait(10);
  process.kill(pid, "SIGKILL");
  await ended;
  const hosts = { h1: { ansible_host: "127.0.0.1", ansible_port: 1 }, h2: { ansible_connection: "local" } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 12 });
  expect(told()).toEqual(["once"]);
  const back = { h1: hosts.h2, h2: hosts.h2 };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts: back } }));
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["once", "after", "after"]);
});

test("a block that a person took back is begun again as well", { timeout: 60_000 }, async () => {
  const back = { name: "back", manual: { instructions: "Put it back." } };
  site(["h1"], { tasks: [{ block: [tell("a"), tell("b")], always: [back] }] });
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  await mended("b");
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["a", "b", "a", "b"]);
});

test("a task that is tried again and again goes on with its tries", { timeout: 60_000 }, async () => {
  site(["h1"], {
    tasks: [
      {
        name: "wait",
        shell: `echo x >> ${folder}/told; [ "$(wc -l < ${folder}/told)" -ge 3 ]`,
        retries: 20,
        delay: 0.4,
      },
    ],
  });
  writeFileSync(join(folder, "told"), "");
  const { pid, ended } = user.start("apply", "site.yaml", "-y");
  while (readFileSync(join(folder, "told"), "utf8") === "") await wait(10);
  await wait(150);
  process.kill(pid, "SIGKILL");
  await ended;
  expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
  expect(told()).toEqual(["x", "x", "x"]);
});

test("the files that a runbook imports are a part of it: a run does not go on with others", {
  timeout: 60_000,
}, async () => {
  site(["h1"], { tasks: [{ import_tasks: "more.yaml" }] });
  const more = join(folder, "more.yaml");
  writeFileSync(more, JSON.stringify([tell("b")]));
  broken("b");
  expect(await user.run("apply", "site.yaml", "-y")).toMatchObject({ exitCode: 2 });
  writeFileSync(more, JSON.stringify([tell("b"), tell("c")]));
  const resumed = await user.run("resume", "last", "-y");
  expect(resumed).toMatchObject({ exitCode: 3 });
  expect(resumed.stderr).toContain("RB7008");
});
