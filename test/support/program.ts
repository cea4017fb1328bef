import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** What the program printed and how it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One event of `--format json`, as a script reads it. */
export type JsonEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** A folder to work in, with a state folder and a home of its own; made by `controller`. */
export interface Controller {
  readonly folder: string;
  readonly state: string;
  /** Runs the built program as a user would, in `folder`, without a terminal. */
  run(...args: readonly string[]): Promise<Ended>;
  /** Starts it; `pid` for signals, `said` what it has printed so far. */
  start(...args: readonly string[]): Started;
  /** The same place with more environment variables; `undefined` takes one away. */
  with(environment: Readonly<Record<string, string | undefined>>): Controller;
  remove(): void;
}

/** A program that runs. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly said: Readonly<Pick<Ended, "stdout" | "stderr">>;
}

/** Where a user sits and types; `uid`: as another user of this machine. */
export function controller({ uid }: { readonly uid?: number } = {}): Controller {
  if (!existsSync(main)) throw new Error("the program is not built: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "runbook-user-"));
  if (uid !== undefined) chownSync(folder, uid, uid);
  return at(folder, uid, {
    PATH: process.env.PATH,
    HOME: folder,
    XDG_STATE_HOME: join(folder, "state"),
    NO_COLOR: "1",
  });
}

function at(folder: string, uid: number | undefined, env: NodeJS.ProcessEnv): Controller {
  const start = (...args: readonly string[]) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 90_000,
      killSignal: "SIGKILL",
      ...(uid !== undefined && { uid, gid: uid }),
    });
    const text = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text.stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text.stderr += chunk;
    });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exitCode) => resolve({ exitCode, ...text }));
    });
    return { pid: child.pid ?? 0, ended, said: text };
  };
  return {
    folder,
    state: join(folder, "state"),
    start,
    with: (environment) => at(folder, uid, { ...env, ...environment }),
    run: (...args) => start(...args).ended,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The events of `--format json`. */
export function eventsOf({ stdout }: Ended): readonly JsonEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): JsonEvent => JSON.parse(line));
}
