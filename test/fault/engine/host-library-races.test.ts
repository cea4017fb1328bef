import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const tools = "stat dd sha256sum ln mv cp rm mkdir chmod chown sync readlink perl".split(" ");

/** What happened in one round: the tool beside which someone meddled, and what is there afterwards. */
interface Round {
  readonly at: string;
  readonly status: number | null;
  /** The file's content; what else there is instead. */
  readonly file: string;
  readonly backups: readonly string[];
  readonly leftovers: readonly string[];
}

/** Tools that count themselves in `counter`; beside the one whose turn it is someone runs `line`, with `$f` the file. */
function disturbedTools(counter: string, path: string, line: string): string {
  const folder = join(lib.folder, "tools");
  mkdirSync(folder);
  for (const tool of tools) {
    const real = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    const meddle = `PATH=/usr/bin:/bin; f='${path}'; ${line}; echo '${tool}' >'${counter}.at'`;
    const text = `#!/bin/sh
read -r n turn moment <'${counter}'
n=$((n + 1))
echo "$n $turn $moment" >'${counter}'
[ "$n $moment" = "$turn before" ] && (${meddle})
${real} "$@"
status=$?
[ "$n $moment" = "$turn after" ] && (${meddle})
exit $status
`;
    writeFileSync(join(folder, tool), text, { mode: 0o755 });
  }
  return folder;
}

/** Writes "new" over "old" once for each moment at which someone can run a line of shell in between. */
function rounds(line: string): readonly Round[] {
  const path = join(lib.folder, "work/f");
  const counter = join(lib.folder, "counter");
  const folder = disturbedTools(counter, path, line);
  const round = (turn: number, moment: string): Round & { readonly count: number } => {
    execFileSync("rm", ["-rf", join(lib.folder, "work"), join(lib.home, ".runbook")]);
    lib.put("work/f", "old\n");
    writeFileSync(counter, `0 ${turn} ${moment}\n`);
    const { status } = lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { tools: folder });
    const count = Number.parseInt(readFileSync(counter, "utf8"), 10);
    const at = turn === 0 ? "nowhere" : `${moment} ${readFileSync(`${counter}.at`, "utf8").trim()} (${turn})`;
    const leftovers = readdirSync(join(lib.folder, "work")).filter((name) => name.startsWith(".rb."));
    return { at, status, file: whatIs(path), backups: lib.backups(), leftovers, count };
  };
  const { count } = round(0, "before");
  const turns = Array.from({ length: count }, (_, index) => index + 1);
  return ["before", "after"].flatMap((moment) => turns.map((turn) => round(turn, moment)));
}

function whatIs(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "nothing";
  return stat.isDirectory() ? "a folder" : readFileSync(path, "utf8");
}

describe("someone else at the same file, at every moment of a write", () => {
  test("who writes into it loses nothing; what came before the rename is put back", () => {
    const all = rounds('echo foreign >"$f"');
    expect(all.length).toBeGreaterThanOrEqual(14);
    for (const { at, file, backups, status, leftovers } of all) {
      expect([file, ...backups], at).toContain("foreign\n");
      if (status === 0) expect([file, ...backups], at).toEqual(["foreign\n", "old\n"]);
      else expect([[75, 79], file, leftovers], at).toEqual([expect.arrayContaining([status]), "foreign\n", []]);
    }
    const undone = all.find(({ at }) => at.startsWith("before perl"));
    expect(undone).toMatchObject({ status: 75, file: "foreign\n", backups: [], leftovers: [] });
  });

  test("who puts another file there loses nothing", () => {
    const all = rounds('echo foreign >"$f.new"; mv "$f.new" "$f"');
    const lost = all.filter(({ file, backups }) => ![file, ...backups].includes("foreign\n"));
    expect(lost).toEqual([]);
    expect(all.find(({ at }) => at.startsWith("before perl"))).toMatchObject({ status: 75, file: "foreign\n" });
    for (const { at, file, backups, status, leftovers } of all) {
      expect(leftovers, at).toEqual([]);
      if (status === 0 && file === "foreign\n") expect(backups, at).toEqual(["old\n"]);
      if (file === "new\n") expect([status, backups], at).toEqual([0, ["old\n"]]);
    }
  });

  test("who removes it finds the new file, or none, and never an error that hides the old bytes", () => {
    for (const { at, file, backups, status, leftovers } of rounds('rm -f "$f"')) {
      expect(["new\n", "nothing"], at).toContain(file);
      if (status === 0) expect(backups, at).toEqual(["old\n"]);
      expect(leftovers, at).toEqual([]);
    }
  });

  test("who makes a folder of it keeps the folder", () => {
    for (const { at, file, status, leftovers } of rounds('rm -rf "$f"; mkdir "$f"')) {
      expect(file, at).toBe("a folder");
      expect(leftovers, at).toEqual([]);
      if (status === 0) expect(at, "only afterwards").toMatch(/^after|sync|sha256sum|stat/);
    }
  });
});
