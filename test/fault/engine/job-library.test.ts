import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RunCommand } from "../../../src/changes/change.ts";
import { hostLibrary, traceLibrary } from "../../../src/changes/host-library.ts";
import { handled } from "../../../src/changes/kind-of.ts";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { type Caller, type LibraryShell, libraryShell } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const until = (holds: () => unknown) =>
  vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 10_000, interval: 20 });
const folder = () => join(lib.home, ".runbook/jobs/abc123.1");
const job = (script: string, background = 60): RunCommand => ({
  kind: "run-command",
  run: { script, args: [] },
  secrets: {},
  environment: {},
  writes: [],
  deadline: 1000,
  background,
});
const inJob = (name: string) => readFileSync(join(folder(), name), "utf8");
const told = () => spawnSync("sh", [join(folder(), "job")], { encoding: "utf8" });

/** What a new shell finds out about the job, after the one that was at work is gone. */
function traced(restarted = false) {
  const { script } = handled(job("")).trace(1, { spent: 0, restarted });
  return lib.call(`${traceLibrary()}\nrb_left=\n${script}`);
}

describe.each([
  { name: "sh", caller: async (): Promise<Caller> => ({}), skip: undefined },
  { name: "bash", caller: async (): Promise<Caller> => ({ shell: ["bash"] }), skip: undefined },
  {
    name: "busybox",
    caller: async (): Promise<Caller> => ({ shell: ["busybox", "sh"], tools: await busyboxFolder(lib.folder) }),
    skip: whyNoBusybox,
  },
])("a job started by $name", ({ caller, skip }) => {
  test.skipIf(skip)(`runs on, and tells how it ended${skip ? ` (${skip})` : ""}`, async () => {
    const { status, stdout } = lib.make({ ...job("cat; echo no >&2; exit 4"), input: "hello\n" }, await caller());
    expect([status, stdout]).toEqual([0, `${folder()}\n`]);
    await until(() => existsSync(join(folder(), "job.r")));
    const said = told();
    expect(said.stdout).toMatch(/^ended 4\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.*\n\d{4}-.*\nhello\n$/);
    expect(said.stderr).toBe("no\n");
  });

  test.skipIf(skip)("is ended at its limit", async () => {
    lib.make(job("trap '' TERM; sleep 60", 1), await caller());
    await until(() => existsSync(join(folder(), "job.r")));
    expect(told().stdout).toMatch(/^late 137\n/);
  });

  test.skipIf(skip)("gets all of its input, also where the shell that started it is ended", async () => {
    const long = "line\n".repeat(64_000);
    const gate = join(lib.folder, "gate");
    const { script, payload } = handled({
      ...job(`while [ ! -e ${gate} ]; do sleep 0.05; done; wc -c`),
      input: long,
    }).frame(1);
    const { tools, shell: [program = "sh", ...words] = ["sh"] } = await caller();
    const start = lib.put("start", `${hostLibrary("abc123")}\n${script}\n/bin/sleep 60`);
    const path = `${tools === undefined ? "" : `${tools}:`}/usr/bin:/bin`;
    const env = { PATH: path, HOME: lib.home };
    const shell = spawn(program, [...words, start], { env, detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.stdin.end(payload);
    await until(() => existsSync(join(folder(), "job.p")));
    const since = readFileSync(`/proc/${shell.pid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
    expect(lib.call(`${traceLibrary()}\nrb_fence ${shell.pid} ${since} all`).status).toBe(0);
    writeFileSync(gate, "");
    await until(() => existsSync(join(folder(), "job.r")));
    expect(inJob("stdout").trim()).toBe(String(long.length));
  });

  test.skipIf(skip)("is found without the folders of the system in its PATH", async () => {
    const { status } = lib.make({ ...job("echo said"), environment: { PATH: "/nowhere" } }, await caller());
    expect(status).toBe(0);
    await until(() => existsSync(join(folder(), "job.r")));
    expect(told().stdout).toMatch(/^ended 0\n.*\n.*\nsaid\n$/);
  });
});

describe("a job's own output", () => {
  test("has no word of ours, however soon the program is over", async () => {
    const tools = join(lib.folder, "bash");
    mkdirSync(tools);
    symlinkSync("/bin/bash", join(tools, "sh"));
    for (let number = 1; number <= 30; number++) {
      lib.make({ ...job("true"), directory: "/no/such/folder" }, { tools, number });
      const place = join(lib.home, `.runbook/jobs/abc123.${number}`);
      await until(() => existsSync(join(place, "job.r")));
      expect(readFileSync(join(place, "stderr"), "utf8")).not.toContain("/proc/");
    }
  });
});

describe("at its limit", () => {
  test("what the program has begun has three seconds for an orderly end, too", async () => {
    const orderly = join(lib.folder, "orderly");
    const child = `trap 'sleep 1; echo yes >${orderly}; exit' TERM; while :; do sleep 0.1; done`;
    lib.make(job(`sh -c "${child}" & wait`, 1));
    await until(() => existsSync(join(folder(), "job.r")));
    expect(existsSync(orderly)).toBe(true);
  });

  test("so has what stands in a process group of its own", async () => {
    const orderly = join(lib.folder, "orderly");
    const child = `trap 'sleep 1; echo yes >${orderly}; exit' TERM; while :; do sleep 0.1; done`;
    lib.make(job(`timeout 100 sh -c "${child}" & wait`, 1));
    await until(() => existsSync(join(folder(), "job.r")));
    expect(existsSync(orderly)).toBe(true);
  });
});

describe("when the answer was lost", () => {
  test("a job that was begun is found", async () => {
    lib.make(job("true"));
    expect(traced()).toMatchObject({ status: 0, stdout: `${folder()}\n` });
    expect(traced(true)).toMatchObject({ status: 0, stdout: `${folder()}\n` });
  });

  test("one whose folder was taken away since may have run", async () => {
    lib.make(job("true"));
    await until(() => existsSync(join(folder(), "job.r")));
    rmSync(folder(), { recursive: true });
    expect(traced()).toMatchObject({ status: 81, stderr: expect.stringContaining(`${folder()} is gone`) });
  });

  test("one that was begun in a run that ended in order leaves nothing but its folder", () => {
    const { script, payload } = handled(job("true")).frame(1);
    lib.call(`${script}\ngoodbye`, {}, payload);
    expect([existsSync(folder()), readdirSync(join(lib.home, ".runbook/run"))]).toEqual([true, []]);
  });

  test("one that was not begun leaves nothing, and can be sent again", () => {
    expect(traced().status).toBe(80);
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), "job"), "");
    expect(traced().status).toBe(80);
    expect(readdirSync(join(lib.home, ".runbook/jobs"))).toEqual([]);
  });

  test("after a restart nothing is concluded from what is not there", () => {
    expect(traced(true)).toMatchObject({ status: 81, stderr: expect.stringContaining("restarted") });
  });

  test("what begins late finds no folder, and begins nothing", async () => {
    lib.make(job("true"));
    await until(() => existsSync(join(folder(), "job.r")));
    const place = join(lib.home, ".runbook/jobs/abc123.2");
    lib.put("home/.runbook/jobs/abc123.2/job", readFileSync(join(folder(), "job"), "utf8"));
    lib.put("tools/cat", `#!/bin/sh\nmv ${place} ${place}.gone\n`, 0o755);
    const path = `${join(lib.folder, "tools")}:/usr/bin:/bin`;
    const begun = join(lib.folder, "begun");
    const words = [join(place, "job"), "rb_job_watch", path, "0022", "60", "empty", lib.folder, "touch", begun];
    const { stdout } = spawnSync("sh", words, { encoding: "utf8" });
    expect([stdout, existsSync(`${place}.gone`), existsSync(begun)]).toEqual(["", true, false]);
  });
});

describe("what cannot be started", () => {
  test("without a home to keep its folder nothing is begun", () => {
    const { status, stderr } = lib.make(job("true"), { home: "/proc/nowhere" });
    expect([status, stderr]).toEqual([74, expect.stringContaining("/proc/nowhere")]);
  });

  test("without setsid nothing is begun, and nothing stays", () => {
    const { script, payload } = handled(job("true")).frame(1);
    const { status, stderr } = lib.call(`setsid() { echo none >&2; }; PATH=${lib.folder}\n${script}`, {}, payload);
    expect(status).not.toBe(0);
    expect(stderr).not.toBe("");
    expect(existsSync(folder())).toBe(false);
  });
});

describe("a command that is waited for", () => {
  test("is found without the folders of the system in its PATH", () => {
    const { background, ...command } = job("echo said");
    const { status, stdout } = lib.make({ ...command, environment: { PATH: "/nowhere" } });
    expect([status, stdout]).toEqual([0, "0\nsaid\n"]);
  });
});
