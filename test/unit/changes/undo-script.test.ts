import {
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Change, RunCommand } from "../../../src/changes/change.ts";
import { switchLibrary } from "../../../src/changes/host-library.ts";
import { checkUndoable, undoScript } from "../../../src/changes/undo-script.ts";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let host: LibraryShell;
beforeEach(() => {
  host = libraryShell();
});
afterEach(() => host.close());

/** Undoes as the switch would: `change` is number 1 of the run. */
function undo(...changes: readonly Change[]) {
  const all = changes.map((change, at) => ({
    change,
    number: at + 1,
    undoNumber: at + 101,
    backup: `${host.home}/.runbook/backups/abc123/${at + 1}`,
  }));
  return host.call(`${switchLibrary()}\nrb_sw=${host.folder}\n${undoScript(all)}\nrb_undo`);
}

/** All there is to know of a file, its inode included. */
function known(path: string) {
  const { mode, uid, gid, ino } = statSync(path);
  return { content: readFileSync(path, "utf8"), mode, uid, gid, ino };
}

const command: RunCommand = {
  kind: "run-command",
  run: { argv: ["true"] },
  secrets: {},
  environment: {},
  writes: [],
  deadline: 1000,
};

describe("what a dead-man switch undoes", () => {
  test("a file that was written: the old inode comes back", () => {
    const path = host.put("conf", "old\n", 0o640);
    const before = known(path);
    const change = rewrite(path, "new\n", { before: snapshotNow(path), attributes: { mode: 0o600 } });
    expect(host.make(change).status).toBe(0);
    expect(undo(change)).toMatchObject({ status: 0 });
    expect(known(path)).toEqual(before);
  });

  test("a file that was written in place", () => {
    const path = host.put("conf", "old\n", 0o640);
    const before = known(path);
    const change = rewrite(path, "new\n", { before: snapshotNow(path), inPlace: true });
    expect(host.make(change).status).toBe(0);
    expect(undo(change)).toMatchObject({ status: 0 });
    expect(known(path)).toEqual(before);
  });

  test("a new file goes away", () => {
    const path = join(host.folder, "made");
    const change = rewrite(path, "new\n");
    expect(host.make(change).status).toBe(0);
    expect(undo(change)).toMatchObject({ status: 0 });
    expect(() => statSync(path)).toThrow();
  });

  test("mode and owner", () => {
    const path = host.put("conf", "old\n", 0o640);
    const before = known(path);
    const change: Change = {
      kind: "set-attributes",
      path,
      before: snapshotNow(path).stat,
      attributes: { mode: 0o600, owner: "12", group: "13" },
    };
    const isRoot = process.getuid?.() === 0;
    const possible = isRoot ? change : { ...change, attributes: { mode: 0o600 } };
    expect(host.make(possible).status).toBe(0);
    expect(undo(possible)).toMatchObject({ status: 0 });
    expect(known(path)).toEqual(before);
  });

  const isRoot = process.getuid?.() === 0;
  test.skipIf(!isRoot)("an owner that was set, but not the mode with it (needs root)", () => {
    const path = host.put("conf", "old\n", 0o640);
    const before = known(path);
    const attributes = { mode: 0o600, owner: "12", group: "13" };
    const change: Change = { kind: "set-attributes", path, before: snapshotNow(path).stat, attributes };
    chownSync(path, 12, 13);
    expect(undo(change)).toMatchObject({ status: 0 });
    expect(known(path)).toEqual(before);
  });

  test("directories that were made, but not what others put into them", () => {
    const path = join(host.folder, "made");
    const change: Change = { kind: "make-directory", path, attributes: {} };
    expect(host.make(change).status).toBe(0);
    writeFileSync(join(path, "theirs"), "x");
    expect(undo(change).status).not.toBe(0);
    expect(readFileSync(join(path, "theirs"), "utf8")).toBe("x");
  });

  test("links, and what was removed", () => {
    const [link, file] = [join(host.folder, "link"), host.put("conf", "old\n", 0o640)];
    symlinkSync("a", link);
    const stat = { ...snapshotNow(file).stat, path: link, type: "link" as const, target: "a" };
    const before = known(file);
    const changes: readonly Change[] = [
      { kind: "make-link", path: link, target: "b", before: stat },
      { kind: "make-link", path: `${link}.new`, target: "b", before: undefined },
      { kind: "remove", path: file, before: snapshotNow(file).stat },
    ];
    for (const [at, change] of changes.entries()) expect(host.make(change, { number: at + 1 }).status).toBe(0);
    expect(undo(...changes)).toMatchObject({ status: 0 });
    expect(readlinkSync(link)).toBe("a");
    expect(() => lstatSync(`${link}.new`)).toThrow();
    expect(known(file)).toEqual(before);
  });

  test("in reverse: a directory with the file in it", () => {
    const path = join(host.folder, "made");
    const changes: readonly Change[] = [
      { kind: "make-directory", path, attributes: {} },
      rewrite(join(path, "conf"), "new\n"),
    ];
    for (const [at, change] of changes.entries()) expect(host.make(change, { number: at + 1 }).status).toBe(0);
    expect(undo(...changes)).toMatchObject({ status: 0 });
    expect(() => statSync(path)).toThrow();
  });

  test("nothing of what was never begun", () => {
    const path = host.put("conf", "old\n", 0o640);
    const before = known(path);
    const change = rewrite(path, "new\n", { before: snapshotNow(path) });
    const run: Change = { ...command, undo: `echo undone >${host.folder}/told` };
    const gone = { ...snapshotNow(path).stat, path: join(host.folder, "gone") };
    const mode: Change = { kind: "set-attributes", path: gone.path, before: gone, attributes: { mode: 0o600 } };
    const made = rewrite(join(host.folder, "made"), "x");
    expect(undo(change, made, run, mode)).toMatchObject({ status: 0, stderr: "" });
    expect(known(path)).toEqual(before);
    expect(() => statSync(join(host.folder, "told"))).toThrow();
  });

  test("a command that was begun, by its undo command, in its directory", () => {
    const directory = join(host.folder, "there");
    mkdirSync(directory);
    writeFileSync(join(host.folder, "1"), "");
    const run: Change = { ...command, directory, undo: "echo undone >told" };
    expect(undo(run)).toMatchObject({ status: 0 });
    expect(readFileSync(join(directory, "told"), "utf8")).toBe("undone\n");
  });

  test("not what somebody else wrote since; the rest is undone all the same", () => {
    const [one, two] = [host.put("one", "old\n"), host.put("two", "old\n")];
    const changes = [one, two].map((path) => rewrite(path, "new\n", { before: snapshotNow(path) }));
    for (const [at, change] of changes.entries()) expect(host.make(change, { number: at + 1 }).status).toBe(0);
    writeFileSync(two, "theirs\n");
    expect(undo(...changes)).toMatchObject({ status: 1 });
    expect([readFileSync(one, "utf8"), readFileSync(two, "utf8")]).toEqual(["old\n", "theirs\n"]);
  });
});

describe("what it cannot undo is refused before anything is done", () => {
  test("a command without an undo command, and removing what nothing keeps", () => {
    const { stat } = snapshotNow(host.put("conf", "x"));
    const removing = (type: typeof stat.type): Change => ({ kind: "remove", path: "/d", before: { ...stat, type } });
    expect(() => checkUndoable([command])).toThrow("no undo command");
    expect(() => checkUndoable([removing("directory")])).toThrow("removing the directory /d");
    expect(() => checkUndoable([removing("other")])).toThrow("removing /d, which is neither a file nor a link");
    expect(() => checkUndoable([removing("file"), removing("link")])).not.toThrow();
    expect(() => checkUndoable([{ ...command, undo: "true" }])).not.toThrow();
  });
});
