import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;
beforeEach(() => {
  const plain = controller();
  ({ folder } = plain);
  mkdirSync(join(folder, "bin"));
  symlinkSync("/bin/bash", join(folder, "bin/sh"));
  user = plain.with({ PATH: `${join(folder, "bin")}:${process.env.PATH}` });
  const hosts = { h1: { ansible_connection: "local" } };
  writeFileSync(join(folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
});
afterEach(() => user.remove());

const lines = (name: string) => readFileSync(join(folder, name), "utf8").trim().split("\n");

/** A bash that dies of a signal, a closed pipe's too, still does what it trapped for its exit; other shells do not. */
describe("a host whose sh is bash", () => {
  test("a command that ends after the controller was killed is known to a resume, and is not done again", async () => {
    const shell = `echo began >> ${folder}/told; sleep 0.7; echo ended >> ${folder}/told; echo said`;
    const tasks = [
      { name: "before", command: "true" },
      { name: "one", shell, register: "one" },
      { name: "what it said", copy: { dest: join(folder, "said"), content: "{{ one.stdout }}\n" } },
    ];
    writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await vi.waitUntil(() => existsSync(join(folder, "told")), { timeout: 10_000 });
    process.kill(pid, "SIGKILL");
    await ended;
    await vi.waitUntil(() => lines("told").length === 2, { timeout: 10_000 });
    await vi.waitUntil(() => !isAtWork(folder), { timeout: 10_000 });
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(lines("told")).toEqual(["began", "ended"]);
    expect(lines("said")).toEqual(["said"]);
    expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
  });
});

/** Whether a process whose environment names this folder as its home still runs. */
function isAtWork(home: string): boolean {
  return readdirSync("/proc").some((name) => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return false;
    try {
      return readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(`HOME=${home}`);
    } catch {
      return false;
    }
  });
}
