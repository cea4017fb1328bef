import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { retireLibrary } from "../../../src/changes/host-library.ts";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { deadlyTools } from "../../support/deadly-tools.ts";
import { type Caller, type LibraryShell, libraryShell } from "../../support/library-shell.ts";

let lib: LibraryShell;
let store: string;
beforeEach(() => {
  lib = libraryShell();
  store = join(lib.home, ".runbook/backups");
  mkdirSync(store, { recursive: true, mode: 0o700 });
});
afterEach(() => lib.close());

const day = 86_400;
const old = "20260101-101010-abcd-0123456789abcdef";
const older = "20251231-235959-zzzz-0123456789abcdef";
const young = "20260901-101010-abcd-0123456789abcdef";

/** What a run kept: a file, and whatever its manifest says. `days`: how long ago by the host's clock. */
function kept(name: string, { days = 100, manifest = `1\t${lib.folder}/work/f\n` } = {}): string {
  const folder = join(store, name);
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(join(folder, "1"), "old\n");
  if (manifest !== "") writeFileSync(join(folder, "manifest"), manifest);
  age(folder, days);
  return folder;
}

function age(path: string, days: number): void {
  const seconds = Date.now() / 1000 - days * day;
  utimesSync(path, seconds, seconds);
}

/** A run that has the lock and keeps something of its own leaves; 90 days are kept. */
const leave = (caller: Caller = {}, before = "take; rb_store") =>
  lib.call(
    `take() { rb_lock '' run - 0 me@here >/dev/null; }\n${before}\n${retireLibrary()}\nrb_retire 20260825 ${90 * day}`,
    caller,
  );
const left = () => readdirSync(store).filter((name) => name !== "abc123");

test("what runs kept longer ago goes, what younger runs kept stays, and so does our own", () => {
  for (const name of [old, older, young]) kept(name);
  expect(leave()).toMatchObject({ stderr: "" });
  expect(readdirSync(store).toSorted()).toEqual([young, "abc123"]);
});

test.each([
  ["busybox", ["busybox", "sh"]],
  ["bash", ["bash", "--posix"]],
  ["dash", ["dash"]],
])("so it is in %s", async (name, shell) => {
  if (spawnSync(shell[0] ?? "", [...shell.slice(1), "-c", ":"]).error) return;
  kept(old);
  kept(young);
  const tools = name === "busybox" && whyNoBusybox === undefined ? { tools: await busyboxFolder(lib.folder) } : {};
  expect(leave({ shell, ...tools })).toMatchObject({ stderr: "" });
  expect(left()).toEqual([young]);
});

test("a run that kept nothing removes nothing", () => {
  kept(old);
  leave({}, "take");
  expect(left()).toEqual([old]);
});

test("where there is nothing to remove, no process is begun", () => {
  kept(young);
  const bin = join(lib.folder, "none");
  mkdirSync(bin);
  expect(leave({}, `take; rb_store; PATH=${bin}`)).toMatchObject({ status: 0, stderr: "" });
});

describe("both clocks must say that it is old", () => {
  test("a run whose machine lived in the past has only just been here", () => {
    kept(old, { days: 1 });
    leave();
    expect(left()).toEqual([old]);
  });

  test("a run whose folder seems old to the host, but whose name does not", () => {
    kept(young, { days: 1000 });
    leave();
    expect(left()).toEqual([young]);
  });

  test("a folder from the host's future", () => {
    kept(old, { days: -1000 });
    leave();
    expect(left()).toEqual([old]);
  });

  test("a host whose clock was set back since", () => {
    kept(old, { days: 10 });
    leave({}, `take; rb_store; touch -d '2026-01-01' "$rb_backups"`);
    expect(left()).toEqual([old]);
  });
});

describe("what is not a run's own is left alone", () => {
  const names = [
    "mine",
    "20260101",
    "20260101-101010-abcd",
    `${old}.tar`,
    `${old}\nx`,
    "../x".replace("/", "_"),
    "-rf",
  ];
  test.each([...names, "20260101-10\n010-abcd-0123456789abcdef", "2026 101-101010-abcd-0123456789abcdef"])(
    "named %j",
    (name) => {
      kept(name);
      leave();
      expect(left()).toEqual([name]);
    },
  );

  test("a folder without a manifest, or with one that is a link or a pipe", () => {
    kept(old, { manifest: "" });
    const linked = kept(older, { manifest: "" });
    symlinkSync("/etc/passwd", join(linked, "manifest"));
    age(linked, 100);
    const piped = kept("20260102-101010-abcd-0123456789abcdef", { manifest: "" });
    spawnSync("mkfifo", [join(piped, "manifest")]);
    age(piped, 100);
    leave();
    expect(left()).toHaveLength(3);
  });

  test("a link to a folder that looks like one", () => {
    const elsewhere = join(lib.folder, "elsewhere");
    renameSync(kept(old), elsewhere);
    symlinkSync(elsewhere, join(store, old));
    leave();
    expect(readdirSync(elsewhere)).toEqual(["1", "manifest"]);
    expect(left()).toEqual([old]);
  });

  test("what a link inside leads to stays, when the link goes", () => {
    const folder = kept(old);
    const precious = lib.put("precious/file", "precious\n");
    symlinkSync(join(lib.folder, "precious"), join(folder, "2"));
    age(folder, 100);
    leave();
    expect(left()).toEqual([]);
    expect(readFileSync(precious, "utf8")).toBe("precious\n");
  });

  test("a trap where the removed are put first", () => {
    kept(old);
    const precious = lib.put("precious/file", "precious\n");
    symlinkSync(join(lib.folder, "precious"), join(store, ".retired"));
    leave();
    expect(left()).toEqual([old, ".retired"].toSorted());
    expect(readFileSync(precious, "utf8")).toBe("precious\n");
  });

  test.runIf(process.getuid?.() === 0)("a folder, or a whole store, of another user", () => {
    chownSync(kept(old), 1234, 1234);
    leave();
    expect(left()).toEqual([old]);
    chownSync(join(store, old), 0, 0);
    chownSync(store, 1234, 1234);
    leave();
    expect(left()).toEqual([old]);
  });
});

describe("beside files", () => {
  test("what a killed run left there goes with its backups, other files do not", () => {
    const folder = lib.put("work dir/f*", "new\n").replace("/f*", "");
    for (const name of [`.rb.${old}.1.b`, `.rb.${old}.1.t`, `.rb.${old}.2.b`, `.rb.${young}.1.b`]) {
      lib.put(join("work dir", name), "old\n");
    }
    kept(old, { manifest: `1\t${folder}/f*\n` });
    leave();
    expect(readdirSync(folder).toSorted()).toEqual([`.rb.${old}.2.b`, `.rb.${young}.1.b`, "f*"]);
  });

  test("a manifest can name what it wants", () => {
    const precious = lib.put("precious/file", "precious\n");
    symlinkSync(join(lib.folder, "precious"), join(lib.folder, "link"));
    const lines = [
      "1\t/etc/passwd",
      `../../../precious/file\t${precious}`,
      `1\t${precious}`,
      `*\t${precious}`,
      `1\t${lib.folder}/link/file`,
      `$(touch ${lib.folder}/ran)\t/$(touch ${lib.folder}/ran)`,
      "1\trelative",
      "\t\t",
      "no tab",
    ];
    kept(old, { manifest: lines.join("\n") });
    expect(leave()).toMatchObject({ stderr: "" });
    expect(left()).toEqual([]);
    expect(readFileSync(precious, "utf8")).toBe("precious\n");
    expect(existsSync("/etc/passwd")).toBe(true);
    expect(existsSync(join(lib.folder, "ran"))).toBe(false);
  });
});

test("while another run of the same host, under another name, is at work nothing goes", async () => {
  kept(old);
  const other = spawn("flock", ["-s", join(lib.home, ".runbook/lock"), "sh", "-c", "echo has it; exec cat"]);
  const ended = once(other, "exit");
  await once(other.stdout, "data");
  leave({}, "rb_lock one run - 0 me@here >/dev/null; rb_store");
  expect(left()).toEqual([old]);
  other.stdin.end();
  await ended;
  leave();
  expect(left()).toEqual([]);
});

test("killed anywhere, a run has all that it kept or nothing, and the next one that leaves removes the rest", () => {
  const counter = join(lib.folder, "counter");
  const tools = deadlyTools(join(lib.folder, "tools"), counter);
  const names = [older, old, young];
  const prepare = () => {
    rmSync(join(lib.home, ".runbook"), { recursive: true });
    mkdirSync(store, { recursive: true, mode: 0o700 });
    for (const name of names) kept(name);
    lib.put(`work/.rb.${old}.1.b`, "old\n");
  };
  const killed = (words: string) => {
    writeFileSync(counter, words);
    return leave({ tools }).status;
  };
  prepare();
  expect(killed("0 0 tool before\n")).toBe(0);
  const count = Number.parseInt(readFileSync(counter, "utf8"), 10);
  expect(count).toBe(6);
  for (const way of ["tool before", "tool after", "shell before", "shell after"]) {
    for (let turn = 1; turn <= count; turn++) {
      prepare();
      killed(`0 ${turn} ${way}\n`);
      for (const name of left().filter((one) => one !== ".retired")) {
        expect(readdirSync(join(store, name)).toSorted(), `${way} ${turn}`).toEqual(["1", "manifest"]);
      }
      expect(left(), `${way} ${turn}`).toContain(young);
      leave();
      expect(left(), `${way} ${turn}`).toEqual([young]);
    }
  }
});

test("what was left half removed is removed by the next", () => {
  mkdirSync(join(store, ".retired", old), { recursive: true });
  leave();
  expect(left()).toEqual([]);
});

test.runIf(process.getuid?.() === 0)("a folder with something mounted in it stays whole", () => {
  const folder = kept(old);
  const point = join(folder, "2");
  mkdirSync(point);
  age(folder, 100);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "none", point]).status === 0;
  try {
    leave();
    expect(left()).toEqual(mounted ? [old] : []);
  } finally {
    spawnSync("umount", [point]);
  }
});

test.runIf(process.getuid?.() === 0)("a user without rights removes theirs", () => {
  for (const path of [lib.home, join(lib.home, ".runbook"), store, kept(old)]) chownSync(path, 1234, 1234);
  chownSync(join(store, old, "manifest"), 1234, 1234);
  chmodSync(join(store, old, "manifest"), 0o600);
  expect(leave({ uid: 1234 })).toMatchObject({ stderr: "" });
  expect(left()).toEqual([]);
});
