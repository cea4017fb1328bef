import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Scenario } from "../../src/lab/scenarios.ts";
import { type PracticeFleet, startPracticeHosts } from "../../src/lab/start-practice-hosts.ts";
import { type Controller, controller, type Ended, eventsOf, type JsonEvent } from "./program.ts";

/** Practice hosts in this process, and a user who works on them with the built program. */
export interface Practice {
  readonly fleet: PracticeFleet;
  /** The lab's folder. */
  readonly folder: string;
  readonly user: Controller;
  /** The Triggers runbook with inventory and answers; the log is watched briefly, so that nobody waits. */
  words(command: "plan" | "apply", ...more: readonly string[]): readonly string[];
  /** What lies in a host's folder (or in all): path to type, mode and content. */
  files(host?: string): ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

/** Starts a fleet in a temporary folder of its own. */
export async function practice(
  count: number,
  { scenario, uid }: { readonly scenario?: Scenario; readonly uid?: number } = {},
): Promise<Practice> {
  const folder = join(mkdtempSync(join(tmpdir(), "runbook-practice-")), "lab");
  const fleet = await startPracticeHosts({ folder, count, ...(scenario && { scenario }) });
  const user = controller(uid === undefined ? {} : { uid });
  return {
    fleet,
    folder,
    user,
    words: (command, ...more) => [
      ...[command, "triggers-io.yaml", "-i", fleet.inventoryFile, "-e", `@${fleet.answersFile}`],
      ...["-e", "log_watch=200ms", ...more],
    ],
    files: (host = "") => filesBelow(join(folder, "hosts", host)),
    async remove() {
      await fleet.stop();
      user.remove();
      rmSync(join(folder, ".."), { recursive: true, force: true });
    },
  };
}

/** Everything below a folder, as text that differs when anything differs. */
export function filesBelow(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const { mode, uid, gid } = lstatSync(path);
    const content = entry.isFile() ? digest(path) : entry.isSymbolicLink() ? readlinkSync(path) : "";
    found.set(relative(folder, path), `${mode.toString(8)} ${uid}:${gid} ${content}`);
  }
  return found;
}

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** `host: task: status` of every task that ended, sorted. */
export function statusesOf(ended: Ended): readonly string[] {
  return finishedTasks(ended)
    .map(({ host, task, status }) => `${String(host)}: ${String(task)}: ${String(status)}`)
    .toSorted();
}

/** The `task.finished` events of `--format json`. */
export function finishedTasks(ended: Ended): readonly JsonEvent[] {
  return eventsOf(ended).filter(({ type }) => type === "task.finished");
}
