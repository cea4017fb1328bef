import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
  writeFileSync(join(folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
  writeFileSync(
    join(folder, "inventory.yaml"),
    JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }),
  );
  const applied = await user.with({ PATH: `${killing(folder)}:${process.env.PATH}` }).run("apply", "site.yaml", "-y");
  expect(applied).toMatchObject({ exitCode: 0 });
  expect(applied.stdout + applied.stderr).toContain("the connection was lost, and is there again");
  expect(readFileSync(join(folder, "told"), "utf8")).toBe("one\ntwo\n");
  expect(readdirSync(join(folder, ".runbook/run"))).toEqual([]);
});

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
