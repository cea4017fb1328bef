import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Change, Restore } from "../../../src/changes/change.ts";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let host: LibraryShell;
beforeEach(() => {
  host = libraryShell();
});
afterEach(() => host.close());

const kept = (number: number) => join(host.home, ".runbook/backups/abc123", String(number));

function restoring(path: string, from: string): Restore {
  const { stat, content } = snapshotNow(from);
  const before = existsSync(path) ? snapshotNow(path) : undefined;
  return { kind: "restore", path, before, from, kept: { stat, content } };
}

test("the old file comes back as the very inode, with its mode and times, and the newer one is kept in its turn", () => {
  const path = host.put("app.conf", "old\n", 0o604);
  const old = statSync(path);
  expect(host.make(rewrite(path, "new\n", { before: snapshotNow(path), attributes: { mode: 0o600 } })).status).toBe(0);
  expect(host.make(restoring(path, kept(1)), { number: 2 })).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(readFileSync(path, "utf8")).toBe("old\n");
  expect(statSync(path)).toMatchObject({ ino: old.ino, mode: old.mode, mtimeMs: old.mtimeMs, nlink: 1 });
  expect(host.backups()).toEqual(["new\n"]);
  expect(readdirSync(host.folder)).toEqual(["app.conf", "home"]);
});

test("extended attributes come back with the inode", () => {
  const path = host.put("app.conf", "old\n");
  try {
    execFileSync("setfattr", ["-n", "user.note", "-v", "mine", path], { stdio: "ignore" });
  } catch {
    return;
  }
  host.make(rewrite(path, "new\n", { before: snapshotNow(path) }));
  execFileSync("setfattr", ["-x", "user.note", path]);
  expect(host.make(restoring(path, kept(1)), { number: 2 }).status).toBe(0);
  expect(execFileSync("getfattr", ["--only-values", "-n", "user.note", path]).toString()).toBe("mine");
});

test("a file that was removed comes back where nothing is", () => {
  const path = host.put("gone.conf", "text\n");
  const old = snapshotNow(path);
  host.make({ kind: "remove", path, before: old.stat });
  expect(existsSync(path)).toBe(false);
  expect(host.make(restoring(path, kept(1)), { number: 2 }).status).toBe(0);
  expect(snapshotNow(path).stat).toEqual(old.stat);
});

test("a folder that was removed comes back with all it held, by one rename", () => {
  host.put("d/deep/file", "1\n", 0o600);
  const path = join(host.folder, "d");
  const { stat } = { stat: { ...snapshotNow(join(path, "deep/file")).stat } };
  const folder = statSync(path);
  const before = { ...stat, path, type: "directory" as const, inode: String(folder.ino), mode: folder.mode & 0o7777 };
  expect(host.make({ kind: "remove", path, before })).toMatchObject({ status: 0 });
  expect(existsSync(path)).toBe(false);
  expect(readFileSync(join(kept(1), "deep/file"), "utf8")).toBe("1\n");
  const change: Change = {
    kind: "restore",
    path,
    before: undefined,
    from: kept(1),
    kept: { stat: before, content: undefined },
  };
  expect(host.make(change, { number: 2 })).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(statSync(path).ino).toBe(folder.ino);
  expect(readFileSync(join(path, "deep/file"), "utf8")).toBe("1\n");
  expect(existsSync(kept(1))).toBe(false);
});

test("someone who was faster loses nothing: another version stays, and so does something in the way", () => {
  const path = host.put("app.conf", "old\n");
  host.make(rewrite(path, "new\n", { before: snapshotNow(path) }));
  const change = restoring(path, kept(1));
  writeFileSync(path, "theirs\n");
  expect(host.make(change, { number: 2 }).status).toBe(75);
  expect(readFileSync(path, "utf8")).toBe("theirs\n");
  const removed = { ...change, before: undefined };
  expect(host.make(removed, { number: 3 }).status).toBe(78);
  expect(readFileSync(path, "utf8")).toBe("theirs\n");
  expect(readFileSync(kept(1), "utf8")).toBe("old\n");
  expect(readdirSync(host.folder)).toEqual(["app.conf", "home"]);
});

test("what was kept and is not any more what it was stays where it is", () => {
  const path = host.put("app.conf", "old\n");
  host.make(rewrite(path, "new\n", { before: snapshotNow(path) }));
  const change = restoring(path, kept(1));
  writeFileSync(kept(1), "bad\n");
  const { status, stderr } = host.make(change, { number: 2 });
  expect([status, stderr]).toEqual([74, `what was kept in ${kept(1)} is not what it was\n`]);
  expect(readFileSync(path, "utf8")).toBe("new\n");
});

test("an empty folder goes away, one that holds something stays", () => {
  const path = join(host.folder, "made");
  mkdirSync(path);
  const folder = statSync(path);
  const seen = snapshotNow(host.put("x", "")).stat;
  const before = { ...seen, path, type: "directory" as const, inode: String(folder.ino), device: String(folder.dev) };
  writeFileSync(join(path, "file"), "");
  expect(host.make({ kind: "remove-directory", path, before }).status).toBe(74);
  rmSync(join(path, "file"));
  expect(host.make({ kind: "remove-directory", path, before }).status).toBe(0);
  expect(existsSync(path)).toBe(false);
});

test("what a command wrote is told by digests, before and after", () => {
  const path = host.put("conf", "1\n");
  host.put("same", "s\n");
  const script = `rb_save '${path}' 1.0&&rb_save '${host.folder}/same' 1.1&&printf '2\\n' >'${path}'
rb_written 1 '${path}' '${host.folder}/same' '${host.folder}/none' '${host.home}'`;
  const lines = host.call(script).stdout.split("\n");
  const digest = (text: string) => execFileSync("sha256sum", { input: text }).toString().slice(0, 64);
  expect(lines).toEqual([`${digest("1\n")} ${digest("2\n")}`, `${digest("s\n")} ${digest("s\n")}`, "- -", "- +", ""]);
});

test("a kept file that has another name as well is still that file, and gone from the store afterwards", () => {
  const path = host.put("app.conf", "old\n", 0o640);
  linkSync(path, join(host.folder, "other"));
  host.make(rewrite(path, "new\n", { before: snapshotNow(path) }));
  expect(host.make(restoring(path, kept(1)), { number: 2 }).status).toBe(0);
  expect(statSync(path).ino).toBe(statSync(join(host.folder, "other")).ino);
  chmodSync(path, 0o600);
  expect(existsSync(kept(1))).toBe(false);
});
