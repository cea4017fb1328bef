import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leftBy, localFleet, localHosts, openGate, waitAtGate, wholeRun } from "../../support/local-fleet.ts";
import { type Controller, controller, type JsonEvent } from "../../support/program.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

let user: Controller;

beforeEach(() => {
  user = controller();
  localFleet(user.folder);
});
afterEach(() => {
  openGate(user.folder);
  user.remove();
});

/** A shell line in which `runbook` is the program; its exit status is in the file `status`, its errors in `errors`. */
async function shell(line: string): Promise<{ readonly status: string; readonly errors: string }> {
  const { folder, state } = user;
  const text = `runbook(){ "$NODE" "$MAIN" "$@" 2>errors; echo $? >status; }; ${line}`;
  const env = { PATH: process.env.PATH, HOME: folder, XDG_STATE_HOME: state, NODE: process.execPath, MAIN: main };
  const child = spawn("/bin/sh", ["-c", text], { cwd: folder, env, stdio: "ignore" });
  await new Promise((resolve) => child.once("close", resolve));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  return { status: read("status").trim(), errors: read("errors") };
}

const soon = { timeout: 20_000, interval: 20 };

describe("an output that is closed", () => {
  test.for([0, 1, 90, 700, 1300, 4096])(
    "after %i bytes stops an apply as Ctrl-C does",
    { timeout: 60_000 },
    async (k) => {
      openGate(user.folder);
      const { status, errors } = await shell(`runbook apply site.yaml -y | head -c ${k}`);
      expect(errors).not.toContain("EPIPE");
      if (status === "130") {
        expect(errors).toContain("without an output the run stops");
        expect(errors).toMatch(/next:\n {2}runbook show \S+\n {2}runbook resume /);
      } else expect({ status, errors }).toEqual({ status: "0", errors: "" });
      expect(await user.run("resume", "last", "-y")).toMatchObject({ exitCode: 0, stderr: "" });
      for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual(wholeRun);
    },
  );

  test("ends what only shows without a word", async () => {
    openGate(user.folder);
    expect((await shell("runbook plan site.yaml | head -c 1")).errors).toBe("");
    for (const words of ["show last", "runs", "hosts", "modules", "validate site.yaml"]) {
      expect({ words, ...(await shell(`runbook ${words} | head -c 0`)) }).toEqual({ words, status: "0", errors: "" });
    }
  });
});

describe("an output without space", () => {
  test("is told once, and stops an apply as Ctrl-C does", async () => {
    openGate(user.folder);
    const { status, errors } = await shell("runbook apply site.yaml -y --format json >/dev/full");
    expect(status).toBe("130");
    expect(errors).toMatch(/^the output cannot be written: ENOSPC.*\n\nwithout an output the run stops.*\nnext:\n/);
    expect(errors.split("ENOSPC")).toHaveLength(2);
    await user.run("resume", "last", "-y");
    for (const host of localHosts) expect(leftBy(user.folder, host)).toEqual(wholeRun);
  });

  test("is an error of what only shows", async () => {
    const { status, errors } = await shell("runbook hosts >/dev/full");
    expect(status).toBe("1");
    expect(errors).toMatch(/^the output cannot be written: ENOSPC[^\n]*\n$/);
  });
});

describe("a reader that stands still", () => {
  test("holds up nothing, and misses nothing when it goes on", { timeout: 60_000 }, async () => {
    const { folder } = user;
    const say = {
      name: "say",
      debug: { msg: "{{ item }} {{ 'x' * 2000 }}" },
      loop: Array.from({ length: 100 }, (_, n) => n),
    };
    const tasks = [say, { name: "end", copy: { dest: `${folder}/{{ inventory_hostname }}.end`, content: "end\n" } }];
    writeFileSync(join(folder, "talk.yaml"), JSON.stringify([{ hosts: "all", tasks }]));
    const reader = `{ ${waitAtGate(folder)}; cat > out; }`;
    const over = shell(`runbook apply talk.yaml -y --format json | ${reader}`);
    await expect.poll(() => localHosts.every((host) => existsSync(join(folder, `${host}.end`))), soon).toBe(true);
    await expect.poll(async () => (await user.run("show", "last")).stdout, soon).toContain("finished in");
    expect(existsSync(join(folder, "status"))).toBe(false);
    openGate(folder);
    expect(await over).toEqual({ status: "0", errors: "" });
    const events = readFileSync(join(folder, "out"), "utf8").trimEnd().split("\n");
    expect(events.join("\n").length).toBeGreaterThan(300_000);
    const last: JsonEvent = JSON.parse(events.at(-1) ?? "");
    expect(last).toMatchObject({ type: "run.finished", exitCode: 0 });
  });
});
