import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Connection, Shell } from "../../../src/transport/connection.ts";
import { createExecTransport } from "../../../src/transport/exec-transport.ts";
import { codeOf, hintOf, keepsShells } from "./shell-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "runbook-exec-"));
const container = join(folder, "container run");
writeFileSync(container, '#!/bin/sh\nname=$1; shift\nexec env CONTAINER="$name" "$@"\n');
chmodSync(container, 0o755);
afterAll(() => rmSync(folder, { recursive: true }));

const nowhere = () => Promise.reject(new Error("no other host is needed"));
const open = (...command: readonly string[]) =>
  createExecTransport(nowhere, { grace: 300 }).connect({ kind: "exec", name: "box", command });
const openIn = (name: string) => open(container, name, "sh");
const said = async (shell: Shell, script: string) =>
  Buffer.from((await shell.run({ script, kind: "user", deadline: 20_000 })).stdout.head).toString();
const troubleOf = async (connecting: Promise<Connection>) => {
  try {
    await (await connecting).openShell("", undefined);
    return undefined;
  } catch (error) {
    return error;
  }
};

keepsShells("a command of this machine", () => openIn("web"));

test("every word of the command arrives as it is written", async () => {
  const connection = await openIn(`it's "web"; $(id) *`);
  expect(await said(await connection.openShell("", undefined), 'printf %s "$CONTAINER"')).toBe(`it's "web"; $(id) *`);
  await connection.close();
});

describe("a container that cannot be reached says so in its own words", () => {
  test("the program is not on this machine", async () => {
    const error = await troubleOf(open("no-such-docker", "exec", "-i", "web", "sh"));
    expect(codeOf(error)).toBe("RB4014");
    expect(String(error)).toContain('box: the program of exec_command, "no-such-docker", is not there');
  });

  test("the program ends at once", async () => {
    const refusing = join(folder, "refusing");
    writeFileSync(refusing, "#!/bin/sh\nprintf 'Error: no such container: \\033[31m%s\\n' \"$3\" >&2\nexit 1\n", {
      mode: 0o755,
    });
    const error = await troubleOf(open(refusing, "exec", "-i", "web", "sh"));
    expect(codeOf(error)).toBe("RB4013");
    expect(String(error)).toContain(
      `box: exec_command (${refusing} exec -i web sh) did not start sh but ended with status 1; it said: Error: no such container: \\x1b[31mweb`,
    );
    expect(hintOf(error)).toBe(`this must work here: ${refusing} exec -i web sh -c 'echo hello'`);
  });

  test("there is no shell in it", async () => {
    const error = await troubleOf(open(container, "web", "/no/such/sh"));
    expect(codeOf(error)).toBe("RB4013");
    expect(String(error)).toContain("ended with status 127");
    expect(String(error)).toContain("No such file or directory");
  });

  test("there is no sudo in it", async () => {
    const connection = await open("env", "PATH=/nowhere", "/bin/sh");
    const error = await connection.openShell("", { method: "sudo", user: "nobody" }).catch((cause: unknown) => cause);
    expect(codeOf(error)).toBe("RB4010");
    expect(String(error)).toContain("not found");
    await connection.close();
  });
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot || !canUnshare())("into namespaces (needs root, unshare and nsenter)", () => {
  let inside: Namespaces;
  let alone: Namespaces;
  beforeAll(async () => {
    inside = await namespaces("--mount", "--net", "--uts");
    alone = await namespaces("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc");
  });
  afterAll(() => Promise.all([inside.end(), alone.end()]));

  keepsShells("nsenter", () => open("nsenter", "-t", String(inside.pid), "-m", "-n", "-u", "sh"));

  test("the shell is there, and not here", async () => {
    const connection = await open("nsenter", "-t", String(inside.pid), "-m", "-n", "-u", "sh");
    const shell = await connection.openShell("", undefined);
    expect((await said(shell, "readlink /proc/self/ns/net")).trim()).not.toBe(here("net"));
    await connection.close();
  });

  test("becomes another user by the sudo inside", async () => {
    const connection = await open("nsenter", "-t", String(inside.pid), "-m", "-n", "-u", "sh");
    const shell = await connection.openShell("", { method: "sudo", user: "nobody" });
    expect(await said(shell, "id -un")).toBe("nobody\n");
    await connection.close();
  });

  test("processes that have pids of their own are ended at the deadline, too", async () => {
    const connection = await open("nsenter", "-t", String(alone.pid), "-m", "-n", "-p", "sh");
    const shell = await connection.openShell("", undefined);
    const late = shell.run({ script: "sleep 301.5 & sleep 301.5", kind: "user", deadline: 300 });
    const error = await late.catch((cause: unknown) => cause);
    expect([codeOf(error), hintOf(error)]).toEqual(["RB5008", "its processes were ended"]);
    const next = await connection.openShell("", undefined);
    expect(await said(next, "ps -eo args | grep -c '[s]leep 301.5'; :")).toBe("0\n");
    await connection.close();
  });
});

interface Namespaces {
  /** A process within. */
  readonly pid: number;
  end(): Promise<unknown>;
}

async function namespaces(...flags: readonly string[]): Promise<Namespaces> {
  const child = spawn("unshare", [...flags, "sh", "-c", "echo ready; exec sleep 600"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const own = child.pid ?? 0;
  const forked = readFileSync(`/proc/${own}/task/${own}/children`, "utf8").trim();
  return {
    pid: forked === "" ? own : Number(forked),
    end: () => {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      return gone;
    },
  };
}

function here(kind: string): string {
  return execFileSync("readlink", [`/proc/self/ns/${kind}`], { encoding: "utf8" }).trim();
}

function canUnshare(): boolean {
  try {
    execFileSync("unshare", ["--mount", "--net", "--pid", "--fork", "--mount-proc", "nsenter", "--version"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}
