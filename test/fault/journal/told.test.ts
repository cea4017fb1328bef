import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createJsonReporter } from "../../../src/report/json.ts";
import { createLinesReporter } from "../../../src/report/lines.ts";
import { me } from "../../support/journals.ts";
import { type Controller, controller } from "../../support/program.ts";

const main = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));
const canTrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;
const hosts = ["h1", "h2", "h3"];

let user: Controller;
beforeAll(() => {
  user = controller();
  const each = Object.fromEntries(hosts.map((host) => [host, { ansible_connection: "local" }]));
  writeFileSync(join(user.folder, "inventory.yaml"), JSON.stringify({ all: { hosts: each } }));
  const task = (number: number) => ({ name: `task ${number}`, command: { argv: ["true"] }, register: `r${number}` });
  writeFileSync(join(user.folder, "site.yaml"), JSON.stringify([{ hosts: "all", tasks: [1, 2, 3].map(task) }]));
});
afterAll(() => user.remove());

/** An apply to which something happens at the journal's write of this number; what it showed, and its journal. */
function applyWith(inject: string, when: number, format: "text" | "json") {
  rmSync(user.state, { recursive: true, force: true });
  const args = ["-f", "--seccomp-bpf", "-qq", "-b", "execve", "-o", "/dev/null"];
  const tampering = ["-e", "trace=pwrite64", "-e", `inject=pwrite64:${inject}:when=${when}`];
  // strace counts the calls of each thread for itself.
  const env = { PATH: process.env.PATH, HOME: user.folder, XDG_STATE_HOME: user.state, UV_THREADPOOL_SIZE: "1" };
  const words = [process.execPath, main, "apply", "site.yaml", "-y", "--format", format];
  const ended = spawnSync("strace", [...args, ...tampering, ...words], {
    cwd: user.folder,
    env,
    encoding: "utf8",
    timeout: 60_000,
  });
  const runs = join(user.state, "runbook/runs");
  return { ...ended, journal: openJournal(join(runs, readdirSync(runs)[0] ?? ""), me) };
}

/** What a screen shows of these events. */
function screenOf(events: readonly Event[], format: "text" | "json"): string {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const listener =
    format === "json" ? createJsonReporter({ write }) : createLinesReporter({ write, color: false, diffs: false });
  for (const event of events) listener(event);
  return text;
}

const writes = [2, 3, 4, 5, 6, 7, 8, 9, 10];

describe.skipIf(!canTrace)("what was told is in the journal (needs strace)", () => {
  test.each(writes)("killed at the journal's write %i: every event that a script was told of is on disk", (when) => {
    const { stdout, signal, journal } = applyWith("signal=KILL", when, "json");
    expect({ signal, tail: journal.tail.kind }).toEqual({ signal: "SIGKILL", tail: "whole" });
    expect(screenOf(journal.events, "json").startsWith(stdout)).toBe(true);
    if (when > 3) expect(stdout).toContain("run.started");
  });

  test.each(writes)("no space left at the journal's write %i: what the screen shows stays true", (when) => {
    const { stdout, stderr, status, journal } = applyWith("error=ENOSPC", when, "text");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^RB7001 .*ENOSPC/m)]);
    expect(screenOf(journal.events, "text").startsWith(stdout)).toBe(true);
    if (when > 3) expect(stdout).toContain("apply of site");
  });

  test("a slow disk holds back what is shown, and nothing is missing at the end", () => {
    const { stdout, status, journal } = applyWith("delay_enter=50000", 2, "json");
    expect(status).toBe(0);
    expect(stdout).toBe(screenOf(journal.events, "json"));
  });
});
