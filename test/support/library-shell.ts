import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Attributes, Change } from "../../src/changes/change.ts";
import type { FileSnapshot } from "../../src/changes/file-state.ts";
import { hostLibrary } from "../../src/changes/host-library.ts";
import { handled } from "../../src/changes/kind-of.ts";
import { sha256 } from "../../src/changes/virtual-files.ts";

/** How a call of the host library ended. A shell that was killed has no status. */
export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and as whom a call runs. */
export interface Caller {
  readonly shell?: readonly string[];
  /** Folders before the usual PATH. */
  readonly tools?: string;
  /** A user without rights. */
  readonly uid?: number;
  readonly home?: string;
  /** The change's number. */
  readonly number?: number;
}

/** A folder in which the host library is called directly, so that its tools can be killed and its home can be anywhere. */
export interface LibraryShell {
  readonly folder: string;
  readonly home: string;
  make(change: Change, caller?: Caller): Called;
  call(script: string, caller?: Caller, payload?: Uint8Array): Called;
  /** A file, with its folder. */
  put(name: string, content: string, mode?: number): string;
  /** Contents of all backups, sorted. */
  backups(): readonly string[];
  close(): void;
}

/** A new folder, open to every user, with a home in it. */
export function libraryShell(): LibraryShell {
  const folder = mkdtempSync(join(tmpdir(), "runbook-library-"));
  chmodSync(folder, 0o755);
  const home = join(folder, "home");
  mkdirSync(home, { mode: 0o755 });
  const call: LibraryShell["call"] = (script, caller = {}, payload = new Uint8Array()) => {
    const { shell = ["sh"], tools, uid, home: other = home } = caller;
    const [program = "sh", ...args] = shell;
    const path = `${tools === undefined ? "" : `${tools}:`}/usr/local/bin:/usr/bin:/bin`;
    const run = spawnSync(program, [...args, "-c", `${hostLibrary("abc123")}\n${script}`], {
      input: payload,
      env: { PATH: path, HOME: other, LC_ALL: "C" },
      timeout: 20_000,
      ...(uid !== undefined && { uid, gid: uid }),
    });
    return { status: run.status, stdout: run.stdout.toString(), stderr: run.stderr.toString() };
  };
  return {
    folder,
    home,
    call,
    make(change, caller = {}) {
      const { script, payload } = handled(change).frame(caller.number ?? 1);
      return call(script, caller, payload);
    },
    put(name, content, mode = 0o640) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
      chmodSync(path, mode);
      return path;
    },
    backups() {
      const store = join(home, ".runbook/backups/abc123");
      try {
        return readdirSync(store)
          .filter((name) => name !== "manifest")
          .map((name) => readFileSync(join(store, name), "utf8"))
          .toSorted();
      } catch {
        return [];
      }
    },
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A regular file as the engine would have read it just now. */
export function snapshotNow(path: string): FileSnapshot {
  const content = new Uint8Array(readFileSync(path));
  const stat = statSync(path, { bigint: true });
  return {
    path,
    realPath: path,
    content,
    sha256: sha256(content),
    mountPoint: false,
    stat: {
      path,
      type: stat.isDirectory() ? "directory" : "file",
      mode: Number(stat.mode) & 0o7777,
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      owner: "",
      group: "",
      size: Number(stat.size),
      inode: String(stat.ino),
      device: String(stat.dev),
      modified: `${stat.mtimeNs / 1_000_000_000n}.${String(stat.mtimeNs % 1_000_000_000n).padStart(9, "0")}`,
      links: Number(stat.nlink),
    },
  };
}

/** The change that gives a file new text; `before` left out, it is a new file. */
export function rewrite(
  path: string,
  text: string,
  rest: { before?: FileSnapshot; attributes?: Attributes; inPlace?: boolean } = {},
): Change {
  const { before, attributes = {}, inPlace = false } = rest;
  return { kind: "write-file", path, before, content: new TextEncoder().encode(text), attributes, inPlace };
}
