import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FileSnapshot } from "../../../src/changes/file-state.ts";
import { type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const root = process.getuid?.() === 0;
const has = (tool: string) => {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const nobody = 65_534;
const read = (path: string) => readFileSync(path, "utf8");
const beside = (path: string) => readdirSync(dirname(path)).filter((name) => name !== basename(path));

/** A file system of its own for the length of a test; only root can mount one. */
function withMount(name: string, options: string, work: (folder: string) => void): void {
  const folder = join(lib.folder, name);
  mkdirSync(folder);
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  try {
    work(folder);
  } finally {
    execFileSync("umount", ["-l", folder]);
  }
}

/** A folder with one tool of ours, whose `real` calls the true one. */
function tool(name: string, body: string): string {
  const folder = join(lib.folder, "tools");
  mkdirSync(folder, { recursive: true });
  const real = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
  writeFileSync(join(folder, name), `#!/bin/sh\nreal() { ${real} "$@"; }\n${body}\n`, { mode: 0o755 });
  return folder;
}

describe("a full disk", () => {
  test.skipIf(!root)("leaves the old file and nothing else (needs root)", () => {
    withMount("small", "size=64k", (folder) => {
      const path = join(folder, "f");
      writeFileSync(path, "old\n");
      const { status, stderr } = lib.make(rewrite(path, "x".repeat(100_000), { before: snapshotNow(path) }));
      expect(status).toBe(74);
      expect(stderr).toContain("No space left on device");
      expect([read(path), beside(path), lib.backups()]).toEqual(["old\n", [], []]);
    });
  });

  test.skipIf(!root)("in the home: nothing is changed without a backup (needs root)", () => {
    withMount("home2", "size=16k", (home) => {
      const path = lib.put("work/f", "y".repeat(50_000));
      const { status } = lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { home });
      expect(status).toBe(73);
      expect([read(path).length, beside(path)]).toEqual([50_000, []]);
      expect(readdirSync(join(home, ".runbook/backups/abc123"))).toEqual([]);
      expect(lib.make({ kind: "remove", path, before: snapshotNow(path).stat }, { home }).status).toBe(73);
      expect([read(path).length, beside(path)]).toEqual([50_000, []]);
    });
  });

  test.skipIf(!root)("while a file is written in place: the old bytes come back (needs root)", () => {
    withMount("small", "size=64k", (folder) => {
      const path = join(folder, "f");
      writeFileSync(path, "old\n");
      const before = { ...snapshotNow(path), mountPoint: true };
      expect(lib.make(rewrite(path, "x".repeat(100_000), { before, inPlace: true })).status).toBe(74);
      expect([read(path), beside(path), lib.backups()]).toEqual(["old\n", [], []]);
    });
  });
});

describe("a home on another file system", () => {
  test.skipIf(!root)("has the backup all the same, and nothing stays beside the file (needs root)", () => {
    withMount("home2", "size=1m", (home) => {
      const path = lib.put("work/f", "old\n");
      expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { home }).status).toBe(0);
      expect([read(path), beside(path)]).toEqual(["new\n", []]);
      expect(read(join(home, ".runbook/backups/abc123/1"))).toBe("old\n");
      expect(lib.make({ kind: "remove", path, before: snapshotNow(path).stat }, { home, number: 2 }).status).toBe(0);
      expect(beside(path)).toEqual([]);
      expect(read(join(home, ".runbook/backups/abc123/2"))).toBe("new\n");
    });
  });

  test.skipIf(!root || !has("perl"))("does not hide that someone wrote in between (needs root)", () => {
    withMount("home2", "size=1m", (home) => {
      const path = lib.put("work/f", "old\n");
      const tools = tool("perl", `echo foreign >"${path}"\nreal "$@"`);
      expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { home, tools }).status).toBe(75);
      expect(read(path)).toBe("foreign\n");
    });
  });
});

describe.skipIf(!has("perl"))("somebody in the last moment before the change", () => {
  const change = (path: string) => rewrite(path, "new\n", { before: snapshotNow(path) });

  test.each([
    ["renames another file into its place", 'echo foreign >"$f.theirs"; mv -f "$f.theirs" "$f"', "foreign\n"],
    ["writes into it", 'echo foreign >"$f"', "foreign\n"],
    ["puts a link into its place", 'ln -sf /etc/hostname "$f"', readFileSync("/etc/hostname", "utf8")],
    ["removes it", 'rm "$f"', undefined],
  ])("who %s: that stands, and nothing stays beside it", (_, deed, text) => {
    const path = lib.put("work/f", "old\n");
    const tools = tool("perl", `f=${path}\n${deed}\nreal "$@"`);
    expect(lib.make(change(path), { tools }).status).toBe(75);
    expect([existsSync(path) ? read(path) : undefined, beside(path)]).toEqual([text, []]);
  });

  test("who makes a folder of it: that stands", () => {
    const path = lib.put("work/f", "old\n");
    const tools = tool("perl", `f=${path}\nrm "$f"; mkdir "$f"; : >"$f/theirs"\nreal "$@"`);
    expect(lib.make(change(path), { tools }).status).toBe(75);
    expect([readdirSync(path), beside(path)]).toEqual([["theirs"], []]);
  });

  test("is not there, and perl is killed behind its work, or cannot do it: the file is new all the same", () => {
    for (const [number, body] of ['real "$@"; kill -9 $$', "exit 1", "kill -9 $$"].entries()) {
      const path = lib.put(`work${number}/f`, "old\n");
      expect(lib.make(change(path), { tools: tool("perl", body), number: number + 1 }).status, body).toBe(0);
      expect([read(path), beside(path)], body).toEqual(["new\n", []]);
    }
    expect(lib.backups()).toEqual(["old\n", "old\n", "old\n"]);
  });
});

describe("what may not be changed", () => {
  test("a home that is no folder: no backup, no change", () => {
    const path = lib.put("work/f", "old\n");
    const before = snapshotNow(path);
    expect(lib.make(rewrite(path, "new\n", { before }), { home: "/dev/null/home" }).status).toBe(73);
    expect([read(path), beside(path)]).toEqual(["old\n", []]);
  });

  test.skipIf(!root)("a file system mounted read-only (needs root)", () => {
    withMount("fixed", "size=64k", (folder) => {
      const path = join(folder, "f");
      writeFileSync(path, "old\n");
      const before = snapshotNow(path);
      execFileSync("mount", ["-o", "remount,ro", folder]);
      expect(lib.make(rewrite(path, "new\n", { before })).status).toBe(74);
      expect(lib.make(rewrite(path, "new\n", { before, inPlace: true })).status).toBe(74);
      expect(lib.make({ kind: "remove", path, before: before.stat }).status).not.toBe(0);
      expect(lib.make({ kind: "make-directory", path: join(folder, "d"), attributes: {} }).status).toBe(74);
      expect([read(path), beside(path), lib.backups()]).toEqual(["old\n", [], []]);
    });
  });

  test.skipIf(!root || !has("chattr"))("an immutable file (needs root and chattr)", () => {
    const path = lib.put("work/f", "old\n");
    const before = snapshotNow(path);
    try {
      execFileSync("chattr", ["+i", path], { stdio: "ignore" });
    } catch {
      return;
    }
    try {
      expect(lib.make(rewrite(path, "new\n", { before })).status).toBe(76);
      expect(lib.make({ kind: "remove", path, before: before.stat }).status).toBe(74);
      expect([read(path), beside(path), lib.backups()]).toEqual(["old\n", [], []]);
    } finally {
      execFileSync("chattr", ["-i", path]);
    }
  });

  test.skipIf(!root)(
    "a file of someone else, by a user without rights: its owner never changes silently (needs root)",
    () => {
      const path = lib.put("work/f", "old\n", 0o666);
      chownSync(dirname(path), nobody, nobody);
      chownSync(lib.home, nobody, nobody);
      expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { uid: nobody }).status).toBe(77);
      expect([read(path), statSync(path).uid, beside(path)]).toEqual(["old\n", 0, []]);
    },
  );

  test.skipIf(!root)("a file of someone else in a sticky folder (needs root)", () => {
    const path = lib.put("work/f", "old\n", 0o666);
    chmodSync(dirname(path), 0o1777);
    chownSync(lib.home, nobody, nobody);
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { uid: nobody }).status).not.toBe(0);
    expect([read(path), beside(path)]).toEqual(["old\n", []]);
  });

  test.skipIf(!root)("a folder that may not be read is no empty folder (needs root)", () => {
    const folder = dirname(lib.put("secret/f", ""));
    chmodSync(folder, 0o711);
    expect(lib.call(`rb_list '${folder}'`, { uid: nobody }).status).toBe(46);
    chmodSync(folder, 0o700);
    expect(lib.call(`rb_list '${folder}/f'`, { uid: nobody }).status).toBe(46);
  });
});

describe("names and places", () => {
  const names = ["-n", "--", "a b", "back\\slash\\n", "new\nline", "'quote\"", "*", "ü", "$HOME", "end\n", "!", "("];
  test.each(names)("%j is a name like any other", (name) => {
    const path = lib.put(join("a folder\n", name), "old\n");
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) })).status).toBe(0);
    expect([read(path), beside(path), lib.backups()]).toEqual(["new\n", [], ["old\n"]]);
    const quoted = `'${path.replaceAll("'", "'\\''")}'`;
    expect(lib.call(`rb_read ${quoted}`).stdout).toContain(`${path}\0`);
    expect(lib.call(`rb_list '${dirname(path)}'`).stdout).toBe(`${name}\0`);
    expect(lib.make({ kind: "remove", path, before: snapshotNow(path).stat }, { number: 2 }).status).toBe(0);
    expect(lib.make(rewrite(path, "again\n"), { number: 3 }).status).toBe(0);
    expect(read(path)).toBe("again\n");
    const link = `${path}.l`;
    expect(lib.make({ kind: "make-link", path: link, target: name, before: undefined }, { number: 4 }).status).toBe(
      name.endsWith("\n") ? 79 : 0,
    );
    expect(readlinkSync(link)).toBe(name);
  });

  test("a path through links is resolved, also where it ends in nothing", () => {
    lib.put("v1/f", "");
    symlinkSync("v1", join(lib.folder, "current"));
    const place = (path: string) => lib.call(`rb_read '${join(lib.folder, path)}'`).stdout.split("\0")[0];
    const stat = (path: string) => lib.call(`rb_lstat '${join(lib.folder, path)}'`).stdout.split("\0")[0];
    expect(place("current/f")).toBe(join(lib.folder, "v1/f"));
    expect(place("current/none")).toBe(join(lib.folder, "v1/none"));
    expect(place("current/none/deeper")).toBe(join(lib.folder, "v1/none/deeper"));
    expect(stat("current/f")).toBe(join(lib.folder, "v1/f"));
    expect(stat("current/none/deeper")).toBe(join(lib.folder, "v1/none/deeper"));
    expect(stat("current")).toBe(join(lib.folder, "current"));
  });
});

describe("owner, mode, time and attributes", () => {
  test("setuid stays, for us and for a user without rights", () => {
    const path = lib.put("work/f", "old\n", 0o4755);
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) })).status).toBe(0);
    expect(statSync(path).mode & 0o7777).toBe(0o4755);
    if (!root) return;
    const other = lib.put("theirs/f", "old\n");
    for (const one of [dirname(other), other, lib.home]) chownSync(one, nobody, nobody);
    execFileSync("chown", ["-R", `${nobody}:${nobody}`, lib.home]);
    chmodSync(other, 0o4755);
    expect(lib.make(rewrite(other, "new\n", { before: snapshotNow(other) }), { uid: nobody, number: 2 }).status).toBe(
      0,
    );
    expect(statSync(other).mode & 0o7777).toBe(0o4755);
  });

  test.skipIf(!root)("a new owner does not take setuid away (needs root)", () => {
    const path = lib.put("work/f", "old\n", 0o4755);
    const attributes = { owner: "nobody" };
    expect(lib.make({ kind: "set-attributes", path, before: snapshotNow(path).stat, attributes }).status).toBe(0);
    expect([statSync(path).mode & 0o7777, statSync(path).uid]).toEqual([0o4755, nobody]);
  });

  test("a folder in a setgid folder has the mode that was shown, and a setgid folder can lose the bit", () => {
    const parent = dirname(lib.put("group/f", ""));
    chmodSync(parent, 0o2775);
    const path = join(parent, "new");
    expect(lib.make({ kind: "make-directory", path, attributes: {} }).status).toBe(0);
    expect(statSync(path).mode & 0o7777).toBe(0o755);
    const before = folderStat(parent);
    expect(lib.make({ kind: "set-attributes", path: parent, before, attributes: { mode: 0o775 } }).status).toBe(0);
    expect(statSync(parent).mode & 0o7777).toBe(0o775);
  });

  test("an owner and a mode that a file has already are not set again", () => {
    const path = lib.put("work/f", "old\n", 0o640);
    const tools = tool("chown", "exit 1");
    tool("chmod", "exit 1");
    const attributes = { owner: String(statSync(path).uid), group: String(statSync(path).gid), mode: 0o640 };
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path), attributes }), { tools }).status).toBe(0);
    expect([read(path), statSync(path).mode & 0o7777]).toEqual(["new\n", 0o640]);
  });

  test.each([0o644, 0o600, 0o755, 0o4711, 0o444])("a new file has mode %o", (mode) => {
    const path = join(dirname(lib.put("work/f", "")), "new");
    expect(lib.make(rewrite(path, "new\n", { attributes: { mode } })).status).toBe(0);
    expect([read(path), statSync(path).mode & 0o7777]).toEqual(["new\n", mode]);
  });

  test.skipIf(!has("setfacl"))("a new file has its mode, whatever the folder's default ACL (needs acl)", () => {
    const folder = dirname(lib.put("work/f", ""));
    try {
      execFileSync("setfacl", ["-d", "-m", "u::rwx,g::rwx,o::rwx", folder], { stdio: "ignore" });
    } catch {
      return;
    }
    expect(lib.make(rewrite(join(folder, "new"), "new\n", { attributes: { mode: 0o640 } })).status).toBe(0);
    expect(statSync(join(folder, "new")).mode & 0o7777).toBe(0o640);
  });

  test("the time of change is now, also of a file that becomes empty", () => {
    const path = lib.put("work/f", "old\n");
    execFileSync("touch", ["-d", "2001-01-01", path]);
    expect(lib.make(rewrite(path, "", { before: snapshotNow(path) })).status).toBe(0);
    expect(statSync(path).mtime.getFullYear()).toBeGreaterThan(2020);
  });

  test.skipIf(!has("setfacl") || !has("setfattr"))("ACL and extended attributes stay (needs acl, attr)", () => {
    const path = lib.put("work/f", "old\n");
    try {
      execFileSync("setfacl", ["-m", "u:nobody:r", path], { stdio: "ignore" });
      execFileSync("setfattr", ["-n", "user.note", "-v", "mine", path], { stdio: "ignore" });
    } catch {
      return;
    }
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) })).status).toBe(0);
    expect(execFileSync("getfacl", ["-p", path], { encoding: "utf8" })).toContain("user:nobody:r--");
    expect(execFileSync("getfattr", ["-d", path], { encoding: "utf8", stdio: "pipe" })).toContain('user.note="mine"');
  });

  test("names of users and groups may have blanks", () => {
    const path = lib.put("work/f", "");
    const tools = tool("stat", `real "$@" | sed 's/:root:root$/:CORP\\\\admin:domain users/'`);
    expect(lib.call(`rb_stat '${path}'`, { tools }).stdout.trim().split(":").slice(1)).toHaveLength(2);
  });

  test("a folder that could not get its owner is not left behind", () => {
    const path = join(lib.folder, "new");
    expect(lib.make({ kind: "make-directory", path, attributes: { owner: "no-such-user" } }).status).toBe(77);
    expect(existsSync(path)).toBe(false);
  });

  test("other names of a file keep the old content", () => {
    const path = lib.put("work/f", "old\n");
    linkSync(path, join(lib.folder, "other"));
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) })).status).toBe(0);
    expect(read(join(lib.folder, "other"))).toBe("old\n");
  });
});

describe("what is not what was seen", () => {
  test("a path that became a folder is not removed", () => {
    const path = lib.put("work/f", "old\n");
    const before = snapshotNow(path).stat;
    execFileSync("sh", ["-c", `rm '${path}'; mkdir '${path}'; echo precious >'${path}/p'`]);
    expect(lib.make({ kind: "remove", path, before }).status).toBe(75);
    expect(read(join(path, "p"))).toBe("precious\n");
  });

  test("a file that changed is not removed", () => {
    const path = lib.put("work/f", "old\n");
    const before = snapshotNow(path).stat;
    writeFileSync(path, "newer\n");
    expect(lib.make({ kind: "remove", path, before }).status).toBe(75);
    expect([read(path), lib.backups()]).toEqual(["newer\n", []]);
  });

  test("a link in the way of attributes is not followed", () => {
    const path = lib.put("work/f", "", 0o600);
    const before = snapshotNow(path).stat;
    const victim = lib.put("victim", "", 0o600);
    execFileSync("sh", ["-c", `rm '${path}'; ln -s '${victim}' '${path}'`]);
    expect(lib.make({ kind: "set-attributes", path, before, attributes: { mode: 0o666 } }).status).toBe(75);
    expect(statSync(victim).mode & 0o777).toBe(0o600);
  });

  test("a folder or link that appeared is said to be in the way", () => {
    const path = lib.put("work/f", "");
    expect(lib.make({ kind: "make-directory", path, attributes: {} }).status).toBe(78);
    expect(lib.make({ kind: "make-link", path, target: "x", before: undefined }).status).toBe(78);
  });
});

describe("someone who guessed our names", () => {
  test.each(["mkfifo", "ln -s /etc/passwd", "ln -s /no/such", "mkdir", "touch"])(
    "%s in the way: refused, not used",
    (trap) => {
      const path = join(lib.folder, "work/f");
      lib.put("work/other", "");
      execFileSync("sh", ["-c", `${trap} '${join(lib.folder, "work/.rb.abc123.1.t")}'`]);
      expect(lib.make(rewrite(path, "secret\n")).status).toBe(74);
      expect(existsSync(path)).toBe(false);
    },
  );

  test("a FIFO that appears in the last moment is not written to", () => {
    const trap = join(lib.folder, "trap");
    execFileSync("mkfifo", [trap]);
    const heard = join(lib.folder, "heard");
    const blind = `[() { case $1 in -e|-L) return 1;; esac; command [ "$@"; }`;
    const script = `cat '${trap}' >'${heard}' & ${blind}; rb_receive '${trap}' 7 x; echo $?; wait`;
    const { stdout } = lib.call(script, { shell: ["bash"] }, new TextEncoder().encode("secret\n"));
    expect(stdout).toBe("74\n");
    expect(read(heard)).toBe("");
  });

  test("a folder where a link is prepared is not filled", () => {
    const path = join(lib.folder, "work/l");
    lib.put("work/other", "");
    symlinkSync("old", path);
    mkdirSync(join(lib.folder, "work/.rb.abc123.1.l"));
    const before = { ...folderStat(dirname(path)), type: "link" as const, target: "old" };
    expect(lib.make({ kind: "make-link", path, target: "new", before }).status).toBe(74);
    expect(readlinkSync(path)).toBe("old");
  });
});

describe("commands", () => {
  const scratch = () => join(lib.home, ".runbook/run/abc123");
  const command = (number: number, script: string) =>
    `rb_environment() { :; }; rb_run ${number} empty / sh -c '${script}' >/dev/null 2>&1`;

  test("nothing of them stays when the shell comes to its end", () => {
    expect(lib.call(`${command(1, "echo out; echo err >&2")}; ${command(2, "exit 3")}; goodbye`).status).toBe(0);
    expect(readdirSync(dirname(scratch()))).toEqual([]);
  });

  test("what one printed is on the host no longer than until the next", () => {
    const sizes = (number: number) => `stat -c %s "$HOME/.runbook/run/abc123/${number}.o"`;
    const { stdout } = lib.call(
      `${command(1, "echo out")}; ${sizes(1)}; ${command(2, "echo more")}; ${sizes(1)}; ${sizes(2)}`,
    );
    expect(stdout).toBe("4\n0\n5\n");
  });

  test("of one whose end was not told, all stays", () => {
    const { status } = lib.call(
      `mkdir -p '${scratch()}'; echo 1 >'${scratch()}/2.p'; ${command(1, "echo out")}; goodbye`,
    );
    expect([status, readdirSync(scratch())]).toEqual([0, ["2.p"]]);
    lib.call(`${command(3, "echo out")}; kill -9 $$`);
    expect(readdirSync(scratch())).toEqual(expect.arrayContaining(["2.p", "3.e", "3.o", "3.p", "3.r"]));
  });
});

describe("who we are", () => {
  const hello = (name: string, logname: string) =>
    lib.call(`LOGNAME=${logname}; rb_hello ${name}`).stdout.split("\0")[1] ?? "";
  const says = execFileSync("id", { encoding: "utf8" });

  test("is known without a process where the login and the environment agree", () => {
    expect(hello("anna", "anna")).toBe(says.replace(/\(\S+ gid=(\d+).*\n/, "(anna) gid=$1"));
    const tools = tool("id", "exit 1");
    expect(lib.call("LOGNAME=anna rb_hello anna", { tools }).stdout).toContain("(anna)");
  });

  test.each([
    ["anna", "root"],
    ["''", "''"],
    ["anna", "''"],
  ])("is asked of id for %s where LOGNAME is %s", (name, logname) => {
    expect(`${hello(name, logname)}\n`).toBe(says);
  });
});

describe("shells and tools", () => {
  const shells = [["dash"], ["bash", "--posix"], ["bash"], ["busybox", "sh"]];
  test.each(shells.filter(([shell = ""]) => has(shell)))("%s %s: a round of everything", (...words) => {
    const shell = words.filter((word) => word !== undefined);
    const busy = shell[0] === "busybox" ? busyboxTools() : undefined;
    const caller = { shell, ...(busy !== undefined && { tools: busy }) };
    const path = lib.put("work/f", "old\n", 0o640);
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), caller).status).toBe(0);
    expect(statSync(path).mode & 0o7777).toBe(0o640);
    const inPlace = { before: snapshotNow(path), inPlace: true };
    expect(lib.make(rewrite(path, "newer\n", inPlace), { ...caller, number: 2 }).status).toBe(0);
    expect(lib.make(rewrite(`${path}2`, ""), { ...caller, number: 3 }).status).toBe(0);
    const before: FileSnapshot = snapshotNow(`${path}2`);
    writeFileSync(`${path}2`, "foreign");
    expect(lib.make(rewrite(`${path}2`, "x", { before }), { ...caller, number: 4 }).status).toBe(75);
    expect(read(`${path}2`)).toBe("foreign");
    const folder = dirname(path);
    const stat = folderStat(folder);
    expect(lib.make({ kind: "remove", path: folder, before: stat }, { ...caller, number: 5 }).status).toBe(0);
    expect(existsSync(folder)).toBe(false);
    expect(lib.call("rb_hello '' stat no-such-tool", caller).stdout).toContain("no-such-tool");
  });

  test("a host without /dev/fd compares one file after the other", () => {
    const tools = tool("sha256sum", 'case $1 in /dev/fd/*) exit 1;; esac; real "$@"');
    const path = lib.put("work/f", "old\n");
    const before = snapshotNow(path);
    expect(lib.make(rewrite(path, "new\n", { before }), { tools }).status).toBe(0);
    expect(lib.make(rewrite(path, "newer\n", { before }), { tools, number: 2 }).status).toBe(75);
    expect([read(path), lib.backups(), beside(path)]).toEqual(["new\n", ["old\n"], []]);
  });

  test("content that did not arrive whole replaces nothing", () => {
    const tools = tool("dd", 'case $* in *conv=fsync*) head -c 2;; *) real "$@";; esac');
    const path = lib.put("work/f", "old\n");
    const { status, stderr } = lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { tools });
    expect([status, stderr]).toEqual([74, "the content did not arrive whole\n"]);
    expect(lib.make(rewrite(`${path}2`, "new\n"), { tools, number: 2 }).status).toBe(74);
    expect([read(path), lib.backups(), beside(path)]).toEqual(["old\n", [], []]);
  });

  test("a file system without hard links has new files and backups, too", () => {
    const tools = tool("ln", 'case $1 in -T) echo "ln: not permitted" >&2; exit 1;; esac; real "$@"');
    const path = lib.put("work/f", "old\n");
    expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), { tools }).status).toBe(0);
    expect([read(path), lib.backups(), beside(path)]).toEqual(["new\n", ["old\n"], []]);
    expect(lib.make(rewrite(`${path}2`, "2\n"), { tools, number: 2 }).status).toBe(0);
    expect(read(`${path}2`)).toBe("2\n");
    expect(lib.make(rewrite(`${path}2`, "3\n"), { tools, number: 3 }).status).toBe(78);
    expect(read(`${path}2`)).toBe("2\n");
  });

  function busyboxTools(): string {
    const folder = join(lib.folder, "busybox");
    mkdirSync(folder);
    const words = "stat cat dd sha256sum ln mv cp rm rmdir mkdir chmod chown sync setsid readlink id sh".split(" ");
    for (const word of words) symlinkSync("/usr/bin/busybox", join(folder, word));
    return folder;
  }
});

/** What stat says of a folder. */
function folderStat(path: string): FileSnapshot["stat"] {
  const { ino, dev, mode, uid, gid } = statSync(path, { bigint: true });
  return {
    ...{ path, type: "directory", owner: "", group: "", size: 0, modified: "0", links: 1 },
    ...{ inode: String(ino), device: String(dev), mode: Number(mode) & 0o7777, uid: Number(uid), gid: Number(gid) },
  } as const;
}
