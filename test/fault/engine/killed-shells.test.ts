import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { waitAtGate } from "../../support/local-fleet.ts";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
beforeEach(() => {
  user = controller();
});
afterEach(() => user.remove());

test("a host's shell that somebody kills between two commands: what both left in the scratch folder goes", async () => {
  const { folder } = user;
  const tasks = [
    { name: "one", shell: `echo one >> ${folder}/told; : > ${folder}/armed` },
    { name: "file", copy: { dest: join(folder, "file"), content: "new\n" } },
    { name: "two", shell: `echo two >> ${folder}/told` },
  ];
  inFolder(tasks);
  const applied = await user.with({ PATH: `${killing(folder)}:${process.env.PATH}` }).run("apply", "site.yaml", "-y");
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(applied.stdout + applied.stderr).toContain("the connection was lost, and is there again");
  expect(readFileSync(join(folder, "told"), "utf8")).toBe("one\ntwo\n");
  expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
});

test("also after a resume: what an earlier part of the run left goes, too", { timeout: 60_000 }, async () => {
  const { folder } = user;
  const tasks = [
    { name: "A", shell: "echo a" },
    { name: "B", shell: `echo b >> ${folder}/told; ${waitAtGate(folder)}` },
    { name: "C", shell: `echo c >> ${folder}/told; : > ${folder}/armed` },
    { name: "file", copy: { dest: join(folder, "file"), content: "new\n" } },
    { name: "D", shell: `echo d >> ${folder}/told` },
  ];
  inFolder(tasks);
  const { pid, ended } = user.start("apply", "site.yaml", "-y");
  await vi.waitFor(() => readFileSync(join(folder, "told")), { timeout: 15_000, interval: 20 });
  process.kill(pid, "SIGKILL");
  await ended;
  writeFileSync(join(folder, "gate"), "");
  const again = user.with({ PATH: `${killing(folder)}:${process.env.PATH}` });
  const resumed = await again.run("resume", "last", "-y");
  expect(resumed).toMatchObject({ exitCode: 0 });
  expect(resumed.stdout + resumed.stderr).toContain("the connection was lost, and is there again");
  expect(readFileSync(join(folder, "told"), "utf8")).toBe("b\nc\nd\n");
  expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
});

const confirmed = (cmd: string) => ({ shell: { cmd, undo: "true" } });

test.for([
  ["of a task", (cmd: string) => ({ ...confirmed(cmd), confirm_within: "60s" })],
  ["of a block", (cmd: string) => ({ confirm_within: "60s", block: [confirmed(cmd)] })],
] as const)("and what a switch %s held, which was confirmed", { timeout: 60_000 }, async ([, under]) => {
  const { folder } = user;
  inFolder([
    under(`echo one >> ${folder}/told`),
    { shell: `: > ${folder}/armed` },
    { copy: { dest: join(folder, "file"), content: "new\n" } },
    { shell: `echo two >> ${folder}/told` },
  ]);
  const applied = await user.with({ PATH: `${killing(folder)}:${process.env.PATH}` }).run("apply", "site.yaml", "-y");
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(applied.stdout + applied.stderr).toContain("the connection was lost, and is there again");
  expect(readFileSync(join(folder, "told"), "utf8")).toBe("one\ntwo\n");
  expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
});

test("and what a command left that was stopped at its deadline", { timeout: 60_000 }, async () => {
  const { folder } = user;
  inFolder([
    { shell: { cmd: `echo one >> ${folder}/told; exec sleep 30`, deadline: 1 }, ignore_errors: true },
    { shell: `: > ${folder}/armed` },
    { copy: { dest: join(folder, "file"), content: "new\n" } },
    { shell: `echo two >> ${folder}/told` },
  ]);
  const applied = await user.with({ PATH: `${killing(folder)}:${process.env.PATH}` }).run("apply", "site.yaml", "-y");
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(applied.stdout + applied.stderr).toContain("the connection was lost, and is there again");
  expect(readFileSync(join(folder, "told"), "utf8")).toBe("one\ntwo\n");
  expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
});

function inFolder(tasks: readonly object[]): void {
  writeFileSync(join(user.folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  const hosts = { h1: { ansible_connection: "local" } };
  writeFileSync(join(user.folder, "inventory.yaml"), JSON.stringify({ all: { hosts } }));
}

/** A folder of tools: the first to look at a folder's entry after the file `armed` is there kills the shell that asked. */
function killing(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const tool of ["stat", "dd"]) {
    const kill = `[ -e ${folder}/armed ] && rm ${folder}/armed && kill -9 $PPID`;
    writeFileSync(join(bin, tool), `#!/bin/sh\n${kill}\nexec /usr/bin/${tool} "$@"\n`);
    chmodSync(join(bin, tool), 0o755);
  }
  return bin;
}
