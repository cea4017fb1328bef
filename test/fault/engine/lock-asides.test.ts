import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
const path = (name: string) => join(user.folder, name);
const play = (...tasks: readonly object[]) => JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);

beforeEach(() => {
  user = controller();
  writeFileSync(path("inventory.yaml"), JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }));
});
afterEach(() => user.remove());

test("a command's deadline holds although the lock is taken with it, and what it writes is looked at", async () => {
  const command = { argv: ["sleep", "20"], deadline: "1s", writes: [path("f")] };
  writeFileSync(path("a.yaml"), play({ name: "long", command }));
  const began = performance.now();
  const ended = await user.run("apply", "a.yaml", "-y");
  expect(ended.stdout).toContain("RB5008");
  expect(performance.now() - began).toBeLessThan(12_000);
});

test("a daemon that a look starts has no part in the lock", async () => {
  const daemon = `(sleep 60 >/dev/null 2>&1 & echo $! >${path("pid")})`;
  const tasks = [
    { name: "change", copy: { dest: path("one"), content: "x" } },
    { name: "look", shell: daemon, check_mode: false },
  ];
  writeFileSync(path("a.yaml"), play(...tasks));
  expect((await user.run("apply", "a.yaml", "-y")).exitCode).toBe(0);
  const pid = Number(readFileSync(path("pid"), "utf8"));
  process.kill(pid, 0);
  writeFileSync(path("b.yaml"), play({ name: "next", copy: { dest: path("two"), content: "x" } }));
  const next = await user.run("apply", "b.yaml", "-y");
  process.kill(pid);
  expect(next.stdout).not.toContain("RB7301");
  expect(next.exitCode).toBe(0);
});
