import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Change, Restore } from "../../../src/changes/change.ts";
import { traceStatus } from "../../../src/changes/change-kind.ts";
import { traceLibrary } from "../../../src/changes/host-library.ts";
import { handled } from "../../../src/changes/kind-of.ts";
import { busyboxFolder, whyNoBusybox } from "../../support/busybox.ts";
import { deadlyTools } from "../../support/deadly-tools.ts";
import { type Caller, type LibraryShell, libraryShell, rewrite, snapshotNow } from "../../support/library-shell.ts";

let lib: LibraryShell;
beforeEach(() => {
  lib = libraryShell();
});
afterEach(() => lib.close());

const read = (path: string) => readFileSync(path, "utf8");
const kept = () => join(lib.home, ".runbook/backups/abc123/1");

/** A file that a run replaced; gives its path. */
function replaced(caller: Caller = {}): string {
  execFileSync("rm", ["-rf", join(lib.folder, "work"), join(lib.home, ".runbook")]);
  const path = lib.put("work/f", "old\n", 0o604);
  expect(lib.make(rewrite(path, "new\n", { before: snapshotNow(path) }), caller).status).toBe(0);
  return path;
}

function restoring(path: string): Restore {
  const { stat, content } = snapshotNow(kept());
  return { kind: "restore", path, before: snapshotNow(path), from: kept(), kept: { stat, content } };
}

/** The change, and the number that it had. */
interface Made<C> {
  readonly change: C;
  readonly turn: number;
}

const since = { spent: 0, restarted: false };

describe("killed anywhere", () => {
  const ways = ["tool before", "tool after", "shell before", "shell after"] as const;

  /** Makes the change undisturbed, then once for each way to kill each of its processes. */
  function sweep<C extends Change>(
    prepare: () => C,
    check: (status: number | null, way: string, made: Made<C>) => void,
  ): void {
    const counter = join(lib.folder, "counter");
    const tools = deadlyTools(join(lib.folder, "tools"), counter);
    writeFileSync(counter, "0 0 tool before\n");
    const undisturbed = prepare();
    check(lib.make(undisturbed, { tools, number: 2 }).status, "undisturbed", { change: undisturbed, turn: 2 });
    const count = Number.parseInt(read(counter), 10);
    expect(count).toBeGreaterThan(3);
    let number = 2;
    for (const way of ways) {
      for (let turn = 1; turn <= count; turn++) {
        const change = prepare();
        writeFileSync(counter, `0 ${turn} ${way}\n`);
        const { status } = lib.make(change, { tools, number: ++number });
        check(status, `${way} ${turn} of ${count}`, { change, turn: number });
      }
    }
  }

  test("restoring leaves the newer file or the very old one, neither is lost, and it can be done again", () => {
    let path = "";
    let inode = 0;
    let number = 100;
    const prepare = () => {
      path = replaced();
      inode = statSync(kept()).ino;
      return restoring(path);
    };
    sweep(prepare, (status, way, { change, turn }) => {
      if (status === 0) expect(read(path), way).toBe("old\n");
      const told = lib.call(`${traceLibrary()}\n${handled(change).trace(turn, since).script}`).status;
      expect(told, way).toBe(read(path) === "old\n" ? traceStatus.happened : traceStatus.notBegun);
      expect(readdirSync(join(lib.folder, "work")), way).toEqual(["f"]);
      if (read(path) === "new\n") expect(lib.make(restoring(path), { number: ++number }).status, way).toBe(0);
      expect([read(path), statSync(path).ino, statSync(path).mode & 0o777], way).toEqual(["old\n", inode, 0o604]);
      expect(lib.backups(), way).toContain("new\n");
    });
  });

  test("setting a folder aside and putting it back leaves it whole in one place or the other", () => {
    const path = join(lib.folder, "work/d");
    const stat = () => {
      const { ino, dev, mode } = statSync(path);
      const seen = snapshotNow(join(path, "file")).stat;
      return {
        ...seen,
        path,
        type: "directory" as const,
        inode: String(ino),
        device: String(dev),
        mode: mode & 0o7777,
      };
    };
    const given = () => {
      execFileSync("rm", ["-rf", join(lib.folder, "work"), join(lib.home, ".runbook")]);
      lib.put("work/d/file", "in it\n");
      return stat();
    };
    const back = (before: ReturnType<typeof stat>): Change => {
      return { kind: "restore", path, before: undefined, from: kept(), kept: { stat: before, content: undefined } };
    };
    const whole = (way: string) => {
      const places = [path, ...["1", "2"].map((name) => join(kept(), "..", name))].filter((place) => existsSync(place));
      expect(
        places.map((place) => read(join(place, "file"))),
        way,
      ).toEqual(["in it\n"]);
    };
    sweep(
      () => {
        const before = given();
        expect(lib.make({ kind: "remove", path, before }).status).toBe(0);
        return back(before);
      },
      (status, way) => {
        whole(way);
        if (status === 0) expect(existsSync(path), way).toBe(true);
      },
    );
  });
});

test.skipIf(whyNoBusybox)(`with busybox alone it is the same (${whyNoBusybox ?? "busybox"})`, async () => {
  const tools = await busyboxFolder(lib.folder);
  const caller = { shell: [join(tools, "sh")], tools };
  const path = replaced(caller);
  const inode = statSync(kept()).ino;
  expect(lib.make(restoring(path), { ...caller, number: 2 })).toEqual({ status: 0, stdout: "", stderr: "" });
  expect([read(path), statSync(path).ino, statSync(path).mode & 0o777]).toEqual(["old\n", inode, 0o604]);
  const written = lib.call(`rb_written 9 '${path}' '${path}x'`, caller).stdout;
  expect(written).toMatch(/^- [0-9a-f]{64}\n- -\n$/);
});

test("a user without rights on the folder changes nothing", () => {
  const path = replaced();
  const { status } = lib.make(restoring(path), { uid: 65534, number: 2 });
  expect(status).not.toBe(0);
  expect(read(path)).toBe("new\n");
});

test("on another file system, a full disk: the newer file stays, and nothing is left beside it", () => {
  const path = replaced();
  const { script } = handled(restoring(path)).frame(2);
  const full = "ln() { return 1; };cp() { echo 'cp: No space left on device' >&2;return 1; }";
  const { status, stderr } = lib.call(`${full}\n${script}`);
  expect([status, stderr]).toEqual([74, "cp: No space left on device\n"]);
  expect(read(path)).toBe("new\n");
  expect(readdirSync(join(lib.folder, "work"))).toEqual(["f"]);
});
