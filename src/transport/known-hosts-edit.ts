import { createHmac, randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { problem } from "../problems/problem.ts";

/** A key to be known: its name in known_hosts, and the key itself. */
export interface NewHostKey {
  readonly name: string;
  /** "ssh-ed25519", ... */
  readonly type: string;
  readonly key: Buffer;
}

/** What becomes of a known_hosts file. */
export interface KnownHostsEdit {
  readonly add: readonly NewHostKey[];
  /** Lines to drop, counted from 1. */
  readonly drop?: ReadonlySet<number>;
}

/**
 * Rewrites a known_hosts file so that a reader finds the old content or the new, never a part: mode and owner are kept, a link
 * is followed, a missing file is made (0600). Names are hashed where the file hashes names. RB4004 when it cannot be written.
 */
export function editKnownHosts(path: string, { add, drop = new Set() }: KnownHostsEdit): void {
  try {
    const target = realPath(path);
    const text = textOf(target);
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    const kept = lines.filter((_line, index) => !drop.has(index + 1));
    const hashed = /^(@\S+[ \t]+)?\|1\|/m.test(text);
    const added = add.map(
      ({ name, type, key }) => `${hashed ? hashedName(name) : name} ${type} ${key.toString("base64")}`,
    );
    replaceFile(target, [...kept, ...added].map((line) => `${line}\n`).join(""));
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === undefined) throw cause;
    throw problem("RB4004", `${path} cannot be written (${code}), so no host key was added`, {
      cause,
      hint: "make the file and its folder writable, or name another file with UserKnownHostsFile",
    });
  }
}

/** `|1|salt|hash`, as `HashKnownHosts yes` writes names. */
function hashedName(name: string): string {
  const salt = randomBytes(20);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function replaceFile(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  const temporary = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    const file = openSync(temporary, "wx", 0o600);
    try {
      writeSync(file, Buffer.from(text, "latin1"));
      if (before) {
        fchownSync(file, before.uid, before.gid);
        fchmodSync(file, before.mode & 0o7777);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
