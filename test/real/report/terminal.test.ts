import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
const root = resolve(import.meta.dirname, "../../..");
let folder = "";

/** The reporter alone, compiled, since a terminal needs a process of its own. */
function compile(into: string): void {
  const options =
    "--ignoreConfig --noCheck --module nodenext --target es2023 --rewriteRelativeImportExtensions --types node";
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const files = ["src/report/terminal.ts", "src/report/ticker.ts"].map((file) => join(root, file));
  const args = [tsc, ...options.split(" "), "--rootDir", join(root, "src"), "--outDir", join(into, "src"), ...files];
  execFileSync(process.execPath, args, { cwd: into });
  symlinkSync(join(root, "node_modules"), join(into, "node_modules"));
  writeFileSync(join(into, "package.json"), `{ "type": "module" }`);
}

function tmux(...args: readonly string[]): string {
  return execFileSync("tmux", ["-u", "-S", join(folder, "socket"), "-f", "/dev/null", ...args], {
    env: { PATH: process.env.PATH, LANG: "C.UTF-8", TERM: "xterm-256color" },
    encoding: "utf8",
  });
}

interface Measures {
  readonly paints: readonly number[];
  readonly text: string;
  /** Milliseconds. */
  readonly stall: number;
}

/** Plays a fleet in a terminal of 100 columns and 30 rows, and waits until its last picture stands. */
async function play(hosts: number, tasks: number, milliseconds: number): Promise<Measures> {
  const measures = join(folder, `measures-${hosts}.json`);
  const script = join(import.meta.dirname, "fleet.mjs");
  const numbers = [hosts, tasks, milliseconds].map(String);
  tmux(
    "new-session",
    "-d",
    "-x",
    "100",
    "-y",
    "30",
    "-s",
    `of${hosts}`,
    process.execPath,
    script,
    join(folder, "src"),
    measures,
    ...numbers,
  );
  await expect.poll(() => tmux("capture-pane", "-p", "-t", `of${hosts}`), { timeout: 20_000 }).toContain("THE END");
  await expect.poll(() => spawnSync("test", ["-s", measures]).status, { timeout: 5_000 }).toBe(0);
  return JSON.parse(readFileSync(measures, "utf8"));
}

describe.skipIf(!hasTmux)("the screen of a run in a real terminal (needs tmux)", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "runbook-terminal-"));
    compile(folder);
  });

  afterAll(() => {
    if (folder === "") return;
    spawnSync("tmux", ["-S", join(folder, "socket"), "kill-server"]);
    rmSync(folder, { recursive: true });
  });

  test("a fleet of six: all rows stand at the end, the failed host with its bytes shown, not obeyed", async () => {
    const { text } = await play(6, 5, 1500);
    const screen = tmux("capture-pane", "-p", "-t", "of6")
      .split("\n")
      .filter((line) => line !== "");
    expect(screen[0]).toBe("host3  note ␛[2J␛[1;1H␛]0;owned␇␛]52;c;b3duZWQ=␇<U+009B>31m␍owned ␛[?25l");
    expect(screen[1]).toMatch(/^apply {2}Fleet {2}6 hosts {2}\d/);
    expect(screen.slice(2)).toEqual([
      "  ✔ Task 1  5 ok · 1 changed",
      "  ✖ Task 2  4 ok · 1 changed · 1 failed",
      expect.stringMatching(/^ {6}✖ host2 {2}RB5007 {2}␛\[2J␛\[1;1H␛\]0;owned␇/),
      "  ✔ Task 3  4 ok · 1 changed",
      "  ✔ Task 4  4 ok · 1 changed",
      "  ✔ Task 5  4 ok · 1 changed",
      "THE END",
    ]);
    const ours = /\x1b\[(?:\d*A|[KJ]|\?25[lh]|\?7[lh]|1m|2m|22m|3[1-6]m|39m)/g;
    expect(text.replace(ours, "")).not.toMatch(/[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
    const state = tmux(
      "display-message",
      "-p",
      "-t",
      "of6",
      "#{pane_title}|#{cursor_flag}|#{wrap_flag}|#{alternate_on}",
    );
    expect(state.trim()).toMatch(/^(?!owned).*\|1\|1\|0$/);
    expect(tmux("list-buffers")).toBe("");
  });

  // A renderer that lays out every row at every change blocks for many seconds here; the bound leaves room for a busy machine.
  test("a fleet of a thousand: at most ten pictures in any second, each fits the screen, the event loop goes on", async () => {
    const { paints, stall } = await play(1000, 40, 3000);
    for (const paint of paints) {
      expect(paints.filter((other) => other >= paint && other < paint + 1000).length).toBeLessThanOrEqual(10);
    }
    expect(paints.length).toBeGreaterThan(5);
    expect(stall).toBeLessThan(1000);
    const history = tmux("capture-pane", "-p", "-S", "-", "-t", "of1000");
    expect(history.match(/Task \d+ /g)).toHaveLength(40);
  });
});
