import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Controller, controller } from "../../support/program.ts";

let user: Controller;
let folder: string;

beforeEach(() => {
  user = controller();
  ({ folder } = user);
  writeFileSync(at("inventory.yaml"), JSON.stringify({ all: { hosts: { h1: { ansible_connection: "local" } } } }));
  writeFileSync(at("conf"), "old\n");
});
afterEach(() => {
  rmSync(at("hold"), { force: true });
  user.remove();
});

const at = (name: string) => join(folder, name);
const text = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : "");

function runbook(task: object): void {
  writeFileSync(at("site.yaml"), JSON.stringify([{ hosts: "all", tasks: [{ confirm_within: "10m", ...task }] }]));
}

const command = () => ({
  name: "command",
  shell: {
    cmd: `echo ran >> ${folder}/told; while [ -e ${folder}/wait ]; do sleep 0.05; done`,
    undo: `echo undone >> ${folder}/told`,
  },
});
const conf = () => ({ name: "conf", copy: { dest: at("conf"), content: "new\n" } });

/** The host's programs of these names are these scripts; `$real` is the real one. */
function withTools(tools: Readonly<Record<string, string>>): Controller {
  const bin = at("bin");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nreal=/bin/${name}\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return user.with({ PATH: `${bin}:${process.env.PATH}` });
}

async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 20_000, interval: 10 });
}

/** The host has confirmed, and before it says so the run is left by two Ctrl-C. */
async function leaveUnheard(): Promise<void> {
  writeFileSync(at("wait"), "");
  runbook(command());
  const rm = `"$real" "$@"\ncase "$*" in *.runbook/switch/*) : >${folder}/hold; while [ -e ${folder}/hold ]; do sleep 0.05; done ;; esac`;
  const { pid, ended } = withTools({ rm }).start("apply", "site.yaml", "-y");
  await until(() => text("told") === "ran\n");
  process.kill(pid, "SIGINT");
  rmSync(at("wait"));
  await until(() => existsSync(at("hold")));
  process.kill(pid, "SIGINT");
  expect((await ended).exitCode).toBe(130);
  rmSync(at("hold"));
}

describe("a command that was confirmed, of which nobody was told", () => {
  test("is not run again by a resume", { timeout: 60_000 }, async () => {
    await leaveUnheard();
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text("told")).toBe("ran\n");
    expect(readdirSync(at(".runbook/run"))).toEqual([]);
  });

  test("is undone by a rollback", { timeout: 60_000 }, async () => {
    await leaveUnheard();
    expect(await user.run("rollback", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(text("told")).toBe("ran\nundone\n");
  });

  test("counts as made also where its host had no time to take the switch away", { timeout: 60_000 }, async () => {
    runbook(command());
    const sh = `if [ -e ${folder}/told ]; then : >${folder}/hold; while [ -e ${folder}/hold ]; do sleep 0.05; done; fi\nexec "$real" "$@"`;
    const { pid, ended } = withTools({ sh }).start("apply", "site.yaml", "-y");
    await until(() => existsSync(at("hold")));
    process.kill(pid, "SIGKILL");
    await ended;
    const switches = at(".runbook/switch");
    const [name = ""] = readdirSync(switches);
    const [guard] = readFileSync(join(switches, name, "pid"), "utf8").split(" ");
    process.kill(-Number(guard), "SIGKILL");
    renameSync(join(switches, name, "armed"), join(switches, name, "confirmed"));
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(text("told")).toBe("ran\n");
    expect(readdirSync(switches)).toEqual([]);
  });
});

describe("an answer that proves nothing", () => {
  test("that there is no such switch is no confirmation, where it is the first answer", {
    timeout: 60_000,
  }, async () => {
    mkdirSync(at("other"));
    runbook({ ...conf(), confirm_within: "5s" });
    const sh = `if grep -q new ${folder}/conf; then export HOME=${folder}/other; fi\nexec "$real" "$@"`;
    const { exitCode, stdout } = await withTools({ sh }).run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(4);
    expect(stdout).toContain("RB5012");
    expect(stdout).toContain("who answers now knows of no such switch");
    await until(() => text("conf") === "old\n");
    expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0 });
    expect(text("conf")).toBe("new\n");
  });

  test("a connection that is lost before the switch is set has undone nothing", { timeout: 60_000 }, async () => {
    runbook(conf());
    const mkdir = `case "$*" in *.runbook/switch*) [ -e ${folder}/lost ] || { : >${folder}/lost; kill -KILL $PPID; exit 1; } ;; esac\nexec "$real" "$@"`;
    const { exitCode, stdout } = await withTools({ mkdir }).run("apply", "site.yaml", "-y");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("nothing was done, not even its dead-man switch set");
    expect(text("conf")).toBe("old\n");
  });
});
