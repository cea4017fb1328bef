import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hostLibrary, switchLibrary, wholeLibrary } from "../../../src/changes/host-library.ts";
import { type LibraryShell, libraryShell } from "../../support/library-shell.ts";

let host: LibraryShell;
beforeEach(() => {
  host = libraryShell();
});
afterEach(async () => {
  rmSync(at("hold"), { force: true });
  await until(() => switches().length === 0);
  host.close();
});

const at = (name: string) => join(host.folder, name);
const text = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : "");
const folderOf = (number: number) => join(host.home, `.runbook/switch/abc123.${number}`);

/** Ten seconds are over in a fifth of one. */
const hurried = "rb_nap() { sleep 0.02; rb_tenths=$((rb_tenths + 10)); }";

/** A switch that only says that it undid; `before`: what its process does first. */
function program(undo: string, before = ""): string {
  return `rb_tag=$2\n${wholeLibrary()}\n${hurried}\n${before}\nrb_undo() {\n${undo}\n}\nrb_guard "$@"\n`;
}

const call = (script: string, { payload = "", tools }: { readonly payload?: string; readonly tools?: string } = {}) =>
  host.call(`${switchLibrary()}\n${hurried}\n${script}`, tools === undefined ? {} : { tools }, Buffer.from(payload));

const arm = (payload: string, tools?: string) =>
  call(`rb_arm 1 0 ${payload.length}`, { payload, ...(tools !== undefined && { tools }) });

const undoing = () => `echo undone >>'${at("undone")}'`;

/** Processes of switches of this host. */
function switches(): readonly string[] {
  const lines = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.split("\n");
  return lines.filter((line) => line.includes(`${host.home}/.runbook/switch/`));
}

async function until(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(holds()).toBe(true), { timeout: 15_000, interval: 10 });
}

describe("a dead-man switch on its host", () => {
  test("that begins too late is none: it undoes nothing", async () => {
    writeFileSync(at("hold"), "");
    const late = `while [ -e '${at("hold")}' ]; do sleep 0.02; done`;
    const { status, stderr } = arm(program(undoing(), late));
    expect([status, stderr]).toEqual([74, "the dead-man switch was not set within ten seconds\n"]);
    expect(switches()).not.toEqual([]);
    rmSync(at("hold"));
    await until(() => switches().length === 0);
    expect(text("undone")).toBe("");
    expect(readdirSync(join(host.home, ".runbook/switch"))).toEqual([]);
  });

  test("whose program does not arrive whole leaves nothing", () => {
    expect(call(`rb_sync() { return 1; }\nrb_arm 1 0 1`, { payload: "x" }).status).toBe(74);
    expect(readdirSync(join(host.home, ".runbook/switch"))).toEqual([]);
  });

  test("undoes also where its home cannot be written to any more", async () => {
    const tools = at("tools");
    mkdirSync(tools);
    const script =
      '#!/bin/sh\ncase $* in *fired) echo "mv: Read-only file system" >&2; exit 1 ;; esac\nexec /bin/mv "$@"\n';
    writeFileSync(join(tools, "mv"), script, { mode: 0o755 });
    arm(program(undoing()), tools);
    await until(() => switches().length === 0);
    expect(text("undone")).toBe("undone\n");
  });

  test("is brought back when it was ended before it said which process it is", () => {
    mkdirSync(folderOf(1), { recursive: true });
    writeFileSync(join(folderOf(1), "undo"), program(undoing()));
    expect(call("rb_switch 1 end 2000")).toMatchObject({ status: 83 });
    expect(text("undone")).toBe("undone\n");
  });

  test("tells the end of what its undo commands said, however much that is", () => {
    const long = "dd if=/dev/zero bs=65536 count=32 status=none | tr '\\0' x\necho 'that was it'";
    arm(program(long));
    const { status, stderr } = call("rb_switch 1 end 2000");
    expect(status).toBe(83);
    expect(stderr).toMatch(/x{50000}that was it\n$/);
    expect(stderr.length).toBeLessThanOrEqual(61_440);
  });

  test.for([
    { killed: "the shell that began it", waits: true },
    { killed: "that shell and what waits for it", waits: false },
  ])("ends a command before it undoes it, though somebody had killed $killed", async ({ waits }) => {
    const alone = `read -r p <'${at("pid")}'; read -r l 2>/dev/null <"/proc/$p/stat"
case $l in *sleep*' Z '* | '') echo alone ;; *) echo beside ;; esac >'${at("undone")}'`;
    const payload = program(alone);
    const script = `rb_environment() { :; }
rb_arm 1 1 ${payload.length}
echo >"$rb_sw/2"
rb_run 2 empty "$HOME" sh -c 'echo $$ >"$0"; exec sleep 77' '${at("pid")}'`;
    const shell = spawn("sh", ["-c", `${hostLibrary("abc123")}\n${switchLibrary()}\n${script}`], {
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: host.home },
      stdio: ["pipe", "ignore", "ignore"],
    });
    shell.stdin.end(payload);
    const run = join(host.home, ".runbook/run/abc123");
    await until(() => text("pid") !== "" && existsSync(join(run, "2.p")));
    const [waiter] = readFileSync(join(run, "2.w"), "utf8").split(" ");
    shell.kill("SIGKILL");
    if (!waits) process.kill(Number(waiter), "SIGKILL");
    await until(() => text("undone") !== "");
    expect(text("undone")).toBe("alone\n");
  });
});
