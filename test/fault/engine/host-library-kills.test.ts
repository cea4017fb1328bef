import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import { deadlyTools } from "../../support/deadly-tools.ts";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const read = (path: string) => readFileSync(path, "utf8");

const ways = ["tool before", "tool after", "shell before", "shell after"] as const;

/** Makes the change once undisturbed to count its processes, then once for each way to kill each of them. */
function sweep(prepare: () => Change, check: (status: number | null, way: string) => void): number {
  const counter = join(lib.folder, "counter");
  const folder = deadlyTools(join(lib.folder, "tools"), counter);
  writeFileSync(counter, "0 0 tool before\n");
  check(lib.make(prepare(), { tools: folder }).status, "undisturbed");
  const count = Number.parseInt(read(counter), 10);
  let number = 1;
  for (const way of ways) {
    for (let turn = 1; turn <= count; turn++) {
      writeFileSync(counter, `0 ${turn} ${way}\n`);
      check(lib.make(prepare(), { tools: folder, number: ++number }).status, `${way} ${turn} of ${count}`);
    }
  }
  return count * ways.length;
}

const work = () => join(lib.folder, "work");
const leftovers = () => readdirSync(work()).filter((name) => name.startsWith(".rb."));
function given(): string {
  execFileSync("rm", ["-rf", work(), join(lib.home, ".runbook")]);
  return lib.put("work/f", "old\n", 0o640);
}

test("killed anywhere, a write leaves the old bytes or the new ones, and the old ones are never lost", () => {
  let path = "";
  const prepare = () => {
    path = given();
    return rewrite(path, "new\n", { before: snapshotNow(path) });
  };
  const points = sweep(prepare, (status, way) => {
    const [content, mode] = [read(path), statSync(path).mode & 0o7777];
    expect(["old\n", "new\n"], way).toContain(content);
    expect(mode, way).toBe(0o640);
    if (status === 0) expect(content, way).toBe("new\n");
    if (content === "new\n") expect(lib.backups(), way).toEqual(["old\n"]);
    if (status !== null) expect(leftovers(), way).toEqual([]);
    if (status !== null && content === "old\n") expect(lib.backups(), way).toEqual([]);
  });
  expect(points).toBeGreaterThanOrEqual(36);
});

test("killed anywhere, a new file is whole or not there", () => {
  let path = "";
  const prepare = () => {
    path = `${given()}2`;
    return rewrite(path, "new\n", { attributes: { mode: 0o604 } });
  };
  sweep(prepare, (status, way) => {
    expect(existsSync(path) ? [read(path), statSync(path).mode & 0o7777] : "absent", way).toEqual(
      status === 0 || existsSync(path) ? ["new\n", 0o604] : "absent",
    );
    if (status !== null) expect(leftovers(), way).toEqual([]);
  });
});

test("killed anywhere, a removal leaves the file or its backup", () => {
  let path = "";
  const prepare = (): Change => {
    path = given();
    return { kind: "remove", path, before: snapshotNow(path).stat };
  };
  sweep(prepare, (status, way) => {
    expect(existsSync(path) ? read(path) : lib.backups()[0], way).toBe("old\n");
    if (status === 0) expect(existsSync(path), way).toBe(false);
  });
});

/** Rounds of ours against someone who runs a line of shell all the time, with `n` counting and `$f` the file. */
async function against(line: string, round: (path: string, number: number) => void): Promise<void> {
  const path = given();
  const stop = join(lib.folder, "stop");
  const other = spawn("sh", [
    "-c",
    `f=$1 n=0; while [ ! -e "$2" ]; do n=$((n + 1)); ${line}; sleep 0.0$((n % 7)); done`,
    "sh",
    path,
    stop,
  ]);
  const ended = new Promise((resolve) => other.once("exit", resolve));
  try {
    for (let number = 1; number <= 40; number++) round(path, number);
  } finally {
    writeFileSync(stop, "");
    await ended;
  }
}

test("whoever puts new files in the place of ours: what we replace is kept", async () => {
  let made = 0;
  await against('echo "foreign $n" >"$f.new"; mv "$f.new" "$f"', (path, number) => {
    const before = snapshotNow(path);
    const { status } = lib.make(rewrite(path, `ours ${number}\n`, { before }), { number });
    expect([0, 75, 77, 79]).toContain(status);
    if (status !== 0) return;
    made++;
    expect(lib.backups()).toContain(Buffer.from(before.content).toString());
  });
  expect(made).toBeGreaterThan(0);
});

test("whoever writes into the file: nothing is lost from both the file and its backups", async () => {
  const log = join(lib.folder, "log");
  await against(`echo "foreign $n" >"$f"; echo "foreign $n" >>'${log}'`, (path, number) => {
    const { status } = lib.make(rewrite(path, `ours ${number}\n`, { before: snapshotNow(path) }), { number });
    expect([0, 75, 79]).toContain(status);
  });
  const kept = [read(join(work(), "f")), ...lib.backups()].map((text) => text.trim());
  expect(kept).toContain(read(log).trim().split("\n").at(-1));
});
