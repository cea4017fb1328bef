import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WriteFile } from "../../../src/changes/change.ts";
import type { FileSnapshot } from "../../../src/changes/file-state.ts";
import { ProblemError } from "../../../src/problems/problem.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { type LocalHost, localHost } from "../../support/local-host.ts";

let host: LocalHost;
beforeAll(async () => {
  host = await localHost();
});
afterAll(() => host.close());

const bytes = (text: string) => new TextEncoder().encode(text);
let count = 0;

/** A new folder with one file in it. */
function given(content: string | Uint8Array, mode = 0o640): string {
  const folder = join(host.folder, `work ${++count}`);
  mkdirSync(folder);
  const path = join(folder, "it's a file.xml");
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

async function seen(path: string): Promise<FileSnapshot> {
  const snapshot = await host.view.readFile(path);
  if (!snapshot) throw new Error(`${path} is not there`);
  return snapshot;
}

function write(
  before: FileSnapshot | undefined,
  path: string,
  content: Uint8Array,
  rest: Partial<WriteFile> = {},
): WriteFile {
  return {
    kind: "write-file",
    path: before?.realPath ?? path,
    before,
    content,
    attributes: {},
    inPlace: false,
    ...rest,
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]?.code ?? "";
    throw error;
  }
  return "no problem";
}

const command = { secrets: {}, environment: {}, writes: [], deadline: 20_000 } as const;

test("any bytes are read as they are and written as they are, mode and folder untouched otherwise", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      fc.uint8Array({ maxLength: 3000 }),
      fc.constantFrom(0o600, 0o640, 0o755, 0o444),
      async (old, fresh, mode) => {
        const path = given(old, mode);
        const before = await seen(path);
        expect(Buffer.from(before.content).equals(Buffer.from(old))).toBe(true);
        await host.make(write(before, path, fresh));
        expect(readFileSync(path).equals(Buffer.from(fresh))).toBe(true);
        expect(statSync(path).mode & 0o7777).toBe(mode);
        expect(readdirSync(join(path, ".."))).toEqual(["it's a file.xml"]);
      },
    ),
    { numRuns: 25 },
  );
});

test("16 MiB go through", async () => {
  const path = given("small\n");
  const large = Buffer.alloc(16 * 1024 * 1024 - 1, "0123456789abcdef\0\n");
  await host.make(write(await seen(path), path, large));
  expect(Buffer.from((await seen(path)).content).equals(large)).toBe(true);
});

test("the old inode is kept in the run's backups, with a manifest", async () => {
  const path = given("old\n");
  const inode = statSync(path).ino;
  await host.make(write(await seen(path), path, bytes("new\n")));
  const store = join(host.home, ".runbook/backups/abc123");
  const line =
    readFileSync(join(store, "manifest"), "utf8")
      .split("\n")
      .find((one) => one.endsWith(path)) ?? "";
  const kept = join(store, line.split("\t")[0] ?? "");
  expect(statSync(kept).ino).toBe(inode);
  expect(readFileSync(kept, "utf8")).toBe("old\n");
  expect(statSync(store).mode & 0o777).toBe(0o700);
});

test("a file that changed since it was read is left alone", async () => {
  const path = given("old\n");
  const before = await seen(path);
  writeFileSync(path, "someone else\n");
  expect(await codeOf(host.make(write(before, path, bytes("new\n"))))).toBe("RB5003");
  expect(readFileSync(path, "utf8")).toBe("someone else\n");
  expect(readdirSync(join(path, ".."))).toHaveLength(1);
});

test("a file that appeared since is left alone", async () => {
  const path = given("old\n");
  const other = `${path}.new`;
  writeFileSync(other, "someone else\n");
  expect(await codeOf(host.make(write(undefined, other, bytes("new\n"))))).toBe("RB5003");
  expect(readFileSync(other, "utf8")).toBe("someone else\n");
  expect(readdirSync(join(path, ".."))).toHaveLength(2);
});

test("a new file has the mode asked for, 0644 when none is", async () => {
  const path = given("x");
  await host.make(
    write(undefined, `${path}.1`, bytes("")),
    write(undefined, `${path}.2`, bytes("2"), { attributes: { mode: 0o600 } }),
  );
  expect(statSync(`${path}.1`).mode & 0o7777).toBe(0o644);
  expect(statSync(`${path}.2`).mode & 0o7777).toBe(0o600);
});

test("a symbolic link is followed, and stays a link", async () => {
  const path = given("old\n");
  const link = `${path}.link`;
  symlinkSync("it's a file.xml", link);
  const before = await seen(link);
  expect(before.realPath).toBe(path);
  await host.make(write(before, link, bytes("new\n")));
  expect(readlinkSync(link)).toBe("it's a file.xml");
  expect(readFileSync(path, "utf8")).toBe("new\n");
});

test("a file that became a link since it was read is not followed", async () => {
  const path = given("old\n");
  const before = await seen(path);
  const victim = given("old\n");
  const { rmSync } = await import("node:fs");
  rmSync(path);
  symlinkSync(victim, path);
  expect(await codeOf(host.make(write(before, path, bytes("new\n"))))).not.toBe("no problem");
  expect(readFileSync(victim, "utf8")).toBe("old\n");
});

test("in place: the inode stays, and other names of it see the new bytes", async () => {
  const path = given("a long old content\n");
  linkSync(path, `${path}.other`);
  const inode = statSync(path).ino;
  await host.make(write(await seen(path), path, bytes("short\n"), { inPlace: true }));
  expect(statSync(path).ino).toBe(inode);
  expect(readFileSync(`${path}.other`, "utf8")).toBe("short\n");
  expect(readdirSync(join(path, ".."))).toHaveLength(2);
});

test("a missing path, a folder, and a folder in the way are told apart", async () => {
  const path = given("x");
  expect(await host.view.readFile(`${path}.none`)).toBeUndefined();
  expect(await host.view.readFile("/no/such/folder/file")).toBeUndefined();
  expect(await codeOf(host.view.readFile(join(path, "..")))).toBe("RB5002");
  expect(await host.view.stat(join(path, ".."))).toMatchObject({ type: "directory" });
  expect(await host.view.stat(`${path}.none`)).toBeUndefined();
  expect(await host.view.list("/no/such/folder")).toBeUndefined();
});

test("directories, links and attributes are made and verified", async () => {
  const folder = join(given("x"), "..", "deep");
  await host.make({ kind: "make-directory", path: folder, attributes: { mode: 0o750 } });
  expect(statSync(folder).mode & 0o7777).toBe(0o750);
  await host.make({ kind: "make-link", path: join(folder, "link"), target: "/nowhere at all", before: undefined });
  expect(readlinkSync(join(folder, "link"))).toBe("/nowhere at all");
  const before = await host.view.stat(folder);
  if (before) await host.make({ kind: "set-attributes", path: folder, before, attributes: { mode: 0o1777 } });
  expect(statSync(folder).mode & 0o7777).toBe(0o1777);
  expect(await host.view.list(folder)).toEqual(["link"]);
  if (before) await host.make({ kind: "remove", path: folder, before });
  expect(existsSync(folder)).toBe(false);
});

test("removing a link leaves what it points to", async () => {
  const path = given("x");
  symlinkSync(path, `${path}.link`);
  const before = await host.view.stat(`${path}.link`);
  if (before) await host.make({ kind: "remove", path: `${path}.link`, before });
  expect(existsSync(path)).toBe(true);
  expect(() => lstatSync(`${path}.link`)).toThrow();
});

test("a command's status, output and errors come back apart", async () => {
  const result = await host.make({
    ...command,
    kind: "run-command",
    run: { script: 'echo "out $1"; echo err >&2; exit 7', args: ["it's"] },
  });
  expect(result).toMatchObject({ rc: 7, stdout: "out it's", stderr: "err", stdout_lines: ["out it's"] });
});

test("a program runs in the folder, environment and umask of the user, with its standard input", async () => {
  const folder = join(given("x"), "..");
  const result = await host.make({
    ...command,
    kind: "run-command",
    run: { argv: ["sh", "-c", 'pwd; echo "$GREETING"; cat; umask'] },
    directory: folder,
    environment: { GREETING: "it's $HOME" },
    input: "in\n",
  });
  const umask = process.umask().toString(8).padStart(4, "0");
  expect(result.stdout_lines).toEqual([folder, "it's $HOME", "in", umask]);
});

test("a program that does not exist ends with 127", async () => {
  expect(await host.make({ ...command, kind: "run-command", run: { argv: ["/no/such/program"] } })).toMatchObject({
    rc: 127,
  });
});

test("a secret reaches a script as a shell variable, and stands in no argument list but the program's own", async () => {
  const secret = new SecretText("key", "s3cr3t-c4n4ry's");
  const script = `grep -lza "c[4]n4ry" /proc/[0-9]*/cmdline 2>/dev/null; exec printf '<%s>' "$KEY"`;
  const result = await host.make({
    ...command,
    kind: "run-command",
    run: { script, args: [] },
    secrets: { KEY: secret },
  });
  expect(result.stdout).toBe("<s3cr3t-c4n4ry's>");
});

test("what a command writes is copied first", async () => {
  const path = given("before\n");
  await host.make({
    ...command,
    kind: "run-command",
    run: { script: 'echo after >"$1"', args: [path] },
    writes: [path, `${path}.none`],
  });
  const store = join(host.home, ".runbook/backups/abc123");
  const line =
    readFileSync(join(store, "manifest"), "utf8")
      .split("\n")
      .findLast((one) => one.endsWith(path)) ?? "";
  expect(readFileSync(join(store, line.split("\t")[0] ?? ""), "utf8")).toBe("before\n");
  expect(readFileSync(path, "utf8")).toBe("after\n");
});

test("a probe has its arguments and input, and cannot hurt the kept shell", async () => {
  expect(await host.view.probe('echo "$2"; cat; exit 3', { args: ["a", "it's b"], input: "in" })).toEqual({
    status: 3,
    stdout: "it's b\nin",
    stderr: "",
  });
  expect((await host.view.probe("exit 9")).status).toBe(9);
  expect((await host.view.probe("if then")).status).not.toBe(0);
  expect((await host.view.probe("echo still here")).stdout).toBe("still here\n");
});
