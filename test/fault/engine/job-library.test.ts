import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RunCommand } from "../../../src/changes/change.ts";
import { traceLibrary } from "../../../src/changes/host-library.ts";
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
});

describe("when the answer was lost", () => {
  test("a job that was begun is found", async () => {
    lib.make(job("true"));
    expect(traced()).toMatchObject({ status: 0, stdout: `${folder()}\n` });
    expect(traced(true)).toMatchObject({ status: 0, stdout: `${folder()}\n` });
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
