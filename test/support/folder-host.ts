import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { userInfo } from "node:os";
import { posix } from "node:path";
import type { Attributes, Change, RunCommand } from "../../src/changes/change.ts";
import type { FileSnapshot, FileStat } from "../../src/changes/file-state.ts";
import type { ProbeResult } from "../../src/modules/contract/host-view.ts";
import { problem } from "../../src/problems/problem.ts";
import { SecretText } from "../../src/secrets/secret-text.ts";
import type { TestHost } from "./test-host.ts";

/** What a folder host may be told. */
export interface FolderHostOptions {
  readonly name?: string;
  /** Added to the environment of probes and commands. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A host over a real folder: absolute paths as they are, a real `sh` for probes and commands, us as the user. */
export function folderHost(folder: string, { name = "folder1", environment = {} }: FolderHostOptions = {}): TestHost {
  const commands: RunCommand[] = [];
  const { username, uid, gid } = userInfo();
  const env = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", HOME: folder, ...environment };
  return {
    name,
    commands,
    user: async () => ({ name: username, uid, gid, home: env.HOME }),
    readFile: snapshot,
    stat: statOf,
    list: async (path) => (await orMissing(readdir(path)))?.sort(),
    probe: (script, { args = [], input = "" } = {}) =>
      run(["sh", "-c", script, "sh", ...args], { cwd: folder, env, input: revealed(input) }),
    apply: async (changes) => {
      for (const change of changes) {
        if (change.kind !== "run-command") await applyChange(change);
        else {
          commands.push(change);
          await carryOut(change, { cwd: change.directory ?? folder, env: { ...env, ...change.environment } });
        }
      }
    },
    files: async () => Object.fromEntries(await filesBelow(folder)),
  };
}

interface Setting {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function carryOut(change: RunCommand, setting: Setting): Promise<void> {
  const argv = "argv" in change.run ? change.run.argv : ["sh", "-c", change.run.script, "sh", ...change.run.args];
  const secrets = Object.fromEntries(Object.entries(change.secrets).map(([key, secret]) => [key, secret.reveal()]));
  const env = { ...setting.env, ...secrets };
  const { status, stderr } = await run(argv, { ...setting, env, input: revealed(change.input ?? "") });
  if (status !== 0) throw problem("RB5007", `${argv.join(" ")} ended with status ${status}: ${stderr}`);
}

function run(argv: readonly string[], { cwd, env, input }: Setting & { readonly input: string }): Promise<ProbeResult> {
  return new Promise((done, failed) => {
    const child = spawn(argv[0] ?? "", argv.slice(1), { cwd, env });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on("error", () => {});
    child.on("error", failed);
    child.on("close", (status) =>
      done({
        status: status ?? 255,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    );
    child.stdin.end(input);
  });
}

function revealed(input: string | SecretText): string {
  return input instanceof SecretText ? input.reveal() : input;
}

async function applyChange(change: Exclude<Change, RunCommand>): Promise<void> {
  const { path } = change;
  switch (change.kind) {
    case "write-file": {
      if ((await snapshot(path))?.sha256 !== change.before?.sha256) throw problem("RB5003", `${path} changed`);
      const place = change.inPlace ? path : `${path}.new`;
      await writeFile(place, change.content);
      const { mode = 0o644, owner = "", group = "" } = change.before?.stat ?? {};
      await setAttributes(place, { mode, owner, group, ...change.attributes });
      if (place !== path) await rename(place, path);
      break;
    }
    case "set-attributes":
      await setAttributes(path, change.attributes);
      break;
    case "make-directory":
      await mkdir(path);
      await setAttributes(path, change.attributes);
      break;
    case "make-link":
      if (change.before) await rm(path);
      await symlink(change.target, path);
      break;
    case "remove":
      await rm(path, { recursive: true });
  }
}

async function setAttributes(path: string, { mode, owner, group }: Attributes): Promise<void> {
  if (mode !== undefined) await chmod(path, mode);
  if (owner || group)
    await chown(path, (await namesFile("passwd", owner)) ?? -1, (await namesFile("group", group)) ?? -1);
}

async function namesFile(file: "passwd" | "group", name: string | undefined): Promise<number | undefined> {
  if (!name) return undefined;
  const fields = (await readFile(`/etc/${file}`, "utf8")).split("\n").map((line) => line.split(":"));
  const found = fields.find(([first]) => first === name)?.[2] ?? (/^\d+$/.test(name) ? name : undefined);
  if (found === undefined) throw problem("RB5002", `no such ${file === "passwd" ? "user" : "group"}: ${name}`);
  return Number(found);
}

async function nameOfId(file: "passwd" | "group", id: number): Promise<string> {
  const fields = (await readFile(`/etc/${file}`, "utf8")).split("\n").map((line) => line.split(":"));
  return fields.find(([, , third]) => third === String(id))?.[0] ?? String(id);
}

async function snapshot(path: string): Promise<FileSnapshot | undefined> {
  const realPath = await orMissing(realpath(path));
  const about = realPath === undefined ? undefined : await statOf(realPath);
  if (realPath === undefined || about === undefined) return undefined;
  if (about.type !== "file") throw problem("RB5002", `${path} is a ${about.type}, not a file`);
  const content = await readFile(realPath);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const parent = await stat(posix.dirname(realPath));
  return { path, realPath, content, sha256, stat: about, mountPoint: String(parent.dev) !== about.device };
}

async function statOf(path: string): Promise<FileStat | undefined> {
  const seen = await orMissing(lstat(path, { bigint: true }));
  if (seen === undefined) return undefined;
  const type = seen.isFile() ? "file" : seen.isDirectory() ? "directory" : seen.isSymbolicLink() ? "link" : "other";
  return {
    path,
    type,
    mode: Number(seen.mode & 0o7777n),
    uid: Number(seen.uid),
    gid: Number(seen.gid),
    owner: await nameOfId("passwd", Number(seen.uid)),
    group: await nameOfId("group", Number(seen.gid)),
    size: Number(seen.size),
    inode: String(seen.ino),
    device: String(seen.dev),
    modified: `${seen.mtimeNs / 1_000_000_000n}.${String(seen.mtimeNs % 1_000_000_000n).padStart(9, "0")}`,
    links: Number(seen.nlink),
    ...(type === "link" && { target: await readlink(path) }),
  };
}

async function filesBelow(folder: string): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for (const entry of (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name);
    if (entry.isSymbolicLink()) found.push([path, `-> ${await readlink(path)}`]);
    else if (entry.isFile()) found.push([path, await readFile(path, "utf8")]);
    else {
      const below = await filesBelow(path);
      found.push(...(below.length > 0 ? below : ([[`${path}/`, ""]] satisfies [string, string][])));
    }
  }
  return found;
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
