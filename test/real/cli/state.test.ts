import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

let user: Controller;
beforeEach(() => {
  user = controller();
  write(user.folder);
});
afterEach(() => user.remove());

function write(folder: string): void {
  writeFileSync(join(folder, "inventory.yaml"), "all: { hosts: { here: { ansible_connection: local } } }\n");
  const tasks = `- hosts: all\n  tasks:\n    - copy: { dest: "${folder}/motd", content: hello }\n    - debug: { msg: "{{ 'x' * 100000 }}" }\n`;
  writeFileSync(join(folder, "site.yaml"), tasks);
}

/** Runs a shell line in the user's folder; `$runbook` is the program. */
function shell(line: string, environment: Readonly<Record<string, string>> = {}) {
  const runbook = `'${process.execPath}' '${main}'`;
  const env = { PATH: process.env.PATH, HOME: user.folder, XDG_STATE_HOME: user.state, ...environment };
  const ended = spawnSync("/bin/sh", ["-c", line.replaceAll("$runbook", runbook)], {
    cwd: user.folder,
    env,
    encoding: "utf8",
    timeout: 30_000,
  });
  return { exitCode: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

const modes = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(
      (entry) =>
        `${entry.isDirectory() ? "d" : "-"}${(lstatSync(join(entry.parentPath, entry.name)).mode & 0o7777).toString(8)}`,
    )
    .toSorted();

describe("the state folder", () => {
  test("is the user's own, whatever the umask", () => {
    expect(shell("umask 000; $runbook plan site.yaml").exitCode).toBe(0);
    expect(modes(join(user.state, "runbook"))).toEqual(["-600", "-600", "d700", "d700"]);
    expect(lstatSync(join(user.state, "runbook")).mode & 0o777).toBe(0o700);
  });

  test("lies below ~/.local/state without XDG_STATE_HOME, and when that is not absolute", () => {
    expect(shell("XDG_STATE_HOME=state $runbook plan site.yaml").exitCode).toBe(0);
    expect(modes(join(user.folder, ".local/state/runbook"))).toEqual(["-600", "-600", "d700", "d700"]);
  });

  test.for([
    ["that others may write to", (path: string) => chmodSync(mkdirSync(path, { recursive: true }) ?? path, 0o777)],
    ["that is a link to somewhere else", (path: string) => symlinkSync(tmpdir(), path)],
    ["that is a file", (path: string) => writeFileSync(path, "")],
  ] as const)("%s is not used, and nothing is begun", async ([, make]) => {
    mkdirSync(user.state, { recursive: true });
    make(join(user.state, "runbook"));
    const ended = await user.run("apply", "site.yaml", "-y");
    expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/^RB7001 {2}.*\n {2}hint: /) });
    expect(readdirSync(user.folder)).not.toContain("motd");
  });

  test.skipIf(!isRoot)("of somebody else is not used (needs root)", async () => {
    spawnSync("install", ["-d", "-o", String(nobody), join(user.state, "runbook")]);
    expect(await user.run("plan", "site.yaml")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("RB7001"),
    });
  });

  test.skipIf(!isRoot)("that cannot be made is told to a user who is not root (needs root)", async () => {
    const other = controller({ uid: nobody });
    write(other.folder);
    const ended = await other.with({ XDG_STATE_HOME: "/usr/share" }).run("plan", "site.yaml");
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr:
        "RB7001  cannot make the folder /usr/share/runbook: EACCES: permission denied, mkdir '/usr/share/runbook'\n  hint: Set XDG_STATE_HOME to a folder of yours.\n",
    });
    other.remove();
  });

  test.skipIf(!isRoot)("on a full disk stops the run before anything more is begun (needs root)", async () => {
    mkdirSync(user.state, { recursive: true });
    spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", user.state]);
    try {
      const many = Array.from(
        { length: 300 },
        (_, index) => `    - debug: { msg: "number ${index} ${"x".repeat(300)}" }\n`,
      );
      const text = `- hosts: all\n  tasks:\n${many.join("")}    - copy: { dest: "${user.folder}/motd", content: hello }\n`;
      writeFileSync(join(user.folder, "site.yaml"), text);
      const ended = await user.run("apply", "site.yaml", "-y");
      expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/RB7001 .*(ENOSPC|no space)/) });
      expect(ended.stderr).not.toContain("RB8999");
      expect(readdirSync(user.folder)).not.toContain("motd");
    } finally {
      spawnSync("umount", ["-l", user.state]);
    }
  });
});

describe("the terminal and the pipe", () => {
  test("output that nobody reads any more does not end in a crash", () => {
    const { stdout, stderr } = shell("$runbook plan site.yaml | head -1");
    expect(stdout).toMatch(/plan of site.yaml/);
    expect(stderr).toBe("");
    expect(
      shell("$runbook modules xml | head -1; $runbook plan site.yaml >&-; $runbook plan site.yaml 2>&- | tail -1")
        .stderr,
    ).toBe("");
  });

  test("output that cannot be written is an error, whatever the run did", () => {
    const { exitCode, stderr } = shell("$runbook plan site.yaml --format json >/dev/full");
    expect([exitCode, stderr]).toEqual([130, expect.stringMatching(/^the output cannot be written: ENOSPC.*\n$/)]);
    expect(shell("$runbook plan missing.yaml >/dev/full").exitCode).toBe(5);
  });

  test("NO_COLOR and TERM=dumb keep escapes out, a pipe does by itself", () => {
    for (const environment of [{}, { NO_COLOR: "1" }, { TERM: "dumb" }, { FORCE_COLOR: "1" }]) {
      const { stdout, stderr } = shell("$runbook plan site.yaml; $runbook plan nothing.yaml", environment);
      expect(stdout + stderr).not.toContain("\u001b");
    }
  });

  test("two runs at once keep their records apart", async () => {
    const [one, other] = await Promise.all([user.run("plan", "site.yaml"), user.run("plan", "site.yaml")]);
    expect([one.exitCode, other.exitCode]).toEqual([0, 0]);
    expect(readdirSync(join(user.state, "runbook/runs"))).toHaveLength(2);
  });

  test("SIGTERM ends a run in order, with what was done on record", async () => {
    const text = `- hosts: all\n  tasks:\n    - command: { argv: [sh, -c, "touch '${user.folder}/begun'; sleep 1"] }\n    - copy: { dest: "${user.folder}/motd", content: hello }\n`;
    writeFileSync(join(user.folder, "site.yaml"), text);
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await expect.poll(() => readdirSync(user.folder), { timeout: 10_000 }).toContain("begun");
    process.kill(pid, "SIGTERM");
    expect(await ended).toMatchObject({ exitCode: 130, stderr: expect.stringContaining("stopping") });
    expect(readdirSync(user.folder)).not.toContain("motd");
    const shown = await user.run("show", "last");
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("finished in") });
  });

  test("killed in the middle, the record of what was done is still there", async () => {
    const text = `- hosts: all\n  tasks:\n    - copy: { dest: "${user.folder}/motd", content: hello }\n    - command: { argv: [sh, -c, "touch '${user.folder}/begun'; sleep 2"] }\n`;
    writeFileSync(join(user.folder, "site.yaml"), text);
    const { pid, ended } = user.start("apply", "site.yaml", "-y");
    await expect.poll(() => readdirSync(user.folder), { timeout: 10_000 }).toContain("begun");
    process.kill(pid, "SIGKILL");
    await ended;
    const shown = await user.run("show", "last");
    expect(shown).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/here +changed +copy/) });
  });
});
