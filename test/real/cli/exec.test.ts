import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { finishedTasks, type Practice, practice } from "../../support/practice.ts";
import { type Controller, controller, eventsOf } from "../../support/program.ts";

describe("exec and facts over SSH", () => {
  let lab: Practice;
  beforeAll(async () => {
    lab = await practice(2);
  });
  afterAll(() => lab.remove());
  const at = (command: string, ...words: readonly string[]) =>
    lab.user.run(command, "-i", lab.fleet.inventoryFile, ...words);

  test("equal outputs are shown once", async () => {
    const { stdout, exitCode } = await at("exec", "all", "--", "echo", "a  b", "{{ c }}");
    expect(stdout).toBe("acme-prod-1, acme-stage-1  (2 hosts)\n  a  b {{ c }}\n\n2 hosts: 2 ok\n");
    expect(exitCode).toBe(0);
  });

  test("JSON has each host's result, and a command that fails somewhere is exit code 2", async () => {
    const ended = await at("exec", "all", "--format", "json", "--", "sh", "-c", "echo x; echo y >&2; exit 4");
    expect(ended.exitCode).toBe(2);
    const results = finishedTasks(ended).map(({ host, status, result }) => ({ host, status, result }));
    const result = expect.objectContaining({ rc: 4, stdout: "x", stderr: "y", failed: true, changed: false });
    expect(results.toSorted((one, other) => (String(one.host) < String(other.host) ? -1 : 1))).toEqual([
      { host: "acme-prod-1", status: "failed", result },
      { host: "acme-stage-1", status: "failed", result },
    ]);
    expect(Object.keys(eventsOf(ended).at(-1) ?? {})).toContain("stats");
  });

  test("facts come as data, too", async () => {
    const ended = await at("facts", "acme-prod-1", "--format", "json", "--filter", "system");
    expect(finishedTasks(ended)[0]).toMatchObject({ status: "ok", result: { ansible_facts: { system: "Linux" } } });
  });
});

describe("exec on this machine", () => {
  let user: Controller;
  beforeAll(() => {
    user = controller();
    writeFileSync(
      join(user.folder, "inventory.yaml"),
      `all:
  hosts:
    here: { ansible_connection: local }
    gone: { ansible_connection: exec, exec_command: [sh, -c, "echo 'no such container' >&2; exit 1"] }
`,
    );
  });
  afterAll(() => user.remove());

  test("an unreachable host is exit code 4; with a failed command elsewhere it is 6", async () => {
    expect((await user.run("exec", "all", "--", "true")).exitCode).toBe(4);
    expect((await user.run("exec", "all", "--", "false")).exitCode).toBe(6);
  });

  test("flags of the command are the command's, and ours may stand before and after the pattern", async () => {
    const { stdout } = await user.run("exec", "-l", "here", "all", "-f", "1", "--", "echo", "-l", "--help", "--", "-i");
    expect(stdout).toBe("here\n  -l --help -- -i\n\n1 host: 1 ok\n");
  });

  test("the command has no standard input, and stops at the deadline", async () => {
    expect((await user.run("exec", "here", "--", "cat")).stdout).toBe("here\n\n1 host: 1 ok\n");
    const late = await user.run("exec", "here", "--deadline", "1", "--", "sleep", "300");
    expect(late.stdout).toContain("RB5008  here: no answer within 1 s");
    expect(late.exitCode).toBe(2);
  });

  test("starts at home, or where --chdir says", async () => {
    expect((await user.run("exec", "here", "--", "pwd")).stdout).toContain(`\n  ${user.folder}\n`);
    expect((await user.run("exec", "here", "--chdir", "/usr", "--", "pwd")).stdout).toContain("\n  /usr\n");
  });

  test("no byte of ESC reaches the terminal, in text or JSON", async () => {
    const esc = ["--", "printf", "\\033]0;owned\\007 \\233 \\r\\n"];
    for (const format of ["text", "json"]) {
      const { stdout } = await user.run("exec", "here", "--format", format, ...esc);
      expect(stdout).toContain("owned");
      expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/);
    }
  });

  test("a runbook goes into a container as to any host, and becoming who one is already needs no sudo", async () => {
    writeFileSync(
      join(user.folder, "box.yaml"),
      `all: { hosts: { box: { ansible_connection: exec, exec_command: "env IN=box sh", ansible_user: keeper } } }\n`,
    );
    writeFileSync(
      join(user.folder, "site.yaml"),
      `- hosts: box
  become: true
  become_user: keeper
  tasks:
    - copy: { dest: "${user.folder}/made", content: "by runbook\\n" }
    - shell: printf %s "$IN" > "${user.folder}/where"
`,
    );
    expect((await user.run("apply", "site.yaml", "-y", "-i", "box.yaml")).exitCode).toBe(0);
    expect(readFileSync(join(user.folder, "made"), "utf8")).toBe("by runbook\n");
    expect(readFileSync(join(user.folder, "where"), "utf8")).toBe("box");
  });

  test("no record is kept", async () => {
    const runs = join(user.state, "runbook", "runs");
    const before = existsSync(runs) ? readdirSync(runs) : [];
    await user.run("exec", "here", "--", "true");
    expect(existsSync(runs) ? readdirSync(runs) : []).toEqual(before);
  });

  test.skipIf(process.getuid?.() !== 0)("becomes another user (needs root)", async () => {
    const { stdout } = await user.run(
      "exec",
      "here",
      "-b",
      "--become-user",
      "nobody",
      "--chdir",
      "/",
      "--",
      "id",
      "-un",
    );
    expect(stdout).toBe("here\n  nobody\n\n1 host: 1 ok\n");
  });
});
