import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { me } from "../../support/journals.ts";
import { type Controller, controller } from "../../support/program.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

let user: Controller;
beforeAll(() => {
  user = controller();
  writeFileSync(join(user.folder, "inventory.yaml"), "all: { hosts: { here: { ansible_connection: local } } }\n");
  const touch = (number: number) =>
    `    - { command: { argv: [touch, "${user.folder}/made-${number}"] }, register: r${number}, when: r${number - 1}.rc == 0 }\n`;
  const text = `- hosts: all\n  vars: { r0: { rc: 0 } }\n  tasks:\n${[1, 2, 3, 4].map(touch).join("")}`;
  writeFileSync(join(user.folder, "site.yaml"), text);
});
afterAll(() => user.remove());

/** An apply whose journal's disk fails at the call of this number, and from then on. */
function applyWith(call: string, error: string, when: number) {
  rmSync(user.state, { recursive: true, force: true });
  for (const name of readdirSync(user.folder)) if (name.startsWith("made-")) rmSync(join(user.folder, name));
  const inject = `inject=${call}:error=${error}:when=${when}+`;
  const args = ["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", inject];
  // strace counts the calls of each thread for itself.
  const env = { PATH: process.env.PATH, HOME: user.folder, XDG_STATE_HOME: user.state, UV_THREADPOOL_SIZE: "1" };
  const words = [process.execPath, main, "apply", "site.yaml", "-y"];
  return spawnSync("strace", [...args, ...words], { cwd: user.folder, env, encoding: "utf8", timeout: 60_000 });
}

/** What commands did, and which of them the journal says were intended. */
function doneAndIntended() {
  const made = readdirSync(user.folder).filter((name) => name.startsWith("made-"));
  const runs = join(user.state, "runbook/runs");
  const { events, tail } = openJournal(join(runs, readdirSync(runs)[0] ?? ""), me);
  const intended = events.flatMap((event) => (event.type === "change.intended" ? event.changes : []));
  const commands = intended.map(({ command = "" }) => command.replace(/^.*\//, ""));
  return { made: made.toSorted(), commands, tail, isWhole: events.at(-1)?.type === "run.finished" };
}

describe.skipIf(!canTrace)("the disk of the journal fails (needs strace)", () => {
  test.each([
    ["pwrite64", "EIO", 1],
    ["pwrite64", "EIO", 2],
    ["pwrite64", "EIO", 3],
    ["pwrite64", "EIO", 5],
    ["pwrite64", "EIO", 7],
    ["pwrite64", "ENOSPC", 1],
    ["pwrite64", "ENOSPC", 2],
    ["pwrite64", "EDQUOT", 4],
    ["pwrite64", "EROFS", 6],
  ])("%s gives %s from call %i on: nothing is done that is not written down, exit code 1", (call, error, when) => {
    const { status, stderr } = applyWith(call, error, when);
    expect([status, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^RB7001 .*${error}`, "m"))]);
    expect(stderr).not.toContain("RB8999");
    if (when > 3) expect(stderr).toMatch(/Next: runbook show [^;]+; runbook resume /);
    const { made, commands, tail, isWhole } = doneAndIntended();
    expect({ made, tail, isWhole }).toEqual({
      made: commands.slice(0, made.length),
      tail: { kind: "whole" },
      isWhole: false,
    });
    expect(commands.length - made.length).toBeLessThanOrEqual(1);
  });

  test.each(["EIO", "EDQUOT"])("unlink gives %s: what could not be removed beside the key is said", (error) => {
    const { status, stderr } = applyWith("unlink", error, 1);
    expect([status, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^RB7001 .*key: ${error}`, "m"))]);
    expect(stderr).not.toContain("RB8999");
  });
});
