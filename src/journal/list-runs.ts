import { ProblemError } from "../problems/problem.ts";
import { runIds } from "./find-run.ts";
import { type Glimpse, glimpse } from "./glimpse.ts";
import { isMissing } from "./is-missing.ts";
import { runFolder } from "./run-folder.ts";
import { holderOf } from "./writer-lock.ts";

/**
 * How a run ended. `running`: a process writes its journal. `interrupted`: nobody does, and it has no end, or a person stopped
 * it. `unreadable`: its journal is missing, not safely ours, damaged at an end, or of a format that cannot be read.
 */
export type RunResult = "done" | "failed" | "interrupted" | "running" | "unreadable";

/** One line of the list of runs. What an unreadable run does not tell is left out. */
export interface ListedRun {
  readonly run: string;
  readonly result: RunResult;
  /** ISO 8601, UTC. */
  readonly time?: string;
  readonly mode?: "plan" | "apply";
  readonly runbook?: string;
  readonly name?: string;
  /** How many. */
  readonly hosts?: number;
  readonly exitCode?: number;
}

/** All runs, the newest first, by a glimpse at each journal. RB7001 when the state folder cannot be read. */
export function listRuns(state: string, userId: number): readonly ListedRun[] {
  return runIds(state)
    .toReversed()
    .flatMap((run) => listed(state, run, userId) ?? []);
}

/** `undefined` for a run that is removed in this moment. */
function listed(state: string, run: string, userId: number): ListedRun | undefined {
  const folder = runFolder(state, run);
  try {
    const isRunning = (holderOf(folder)?.state ?? "dead") !== "dead";
    return { run, ...told(glimpse(folder, userId), isRunning) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof ProblemError) return { run, result: "unreadable" };
    throw error;
  }
}

function told({ header, started, finished }: Glimpse, isRunning: boolean): Omit<ListedRun, "run"> {
  const result = isRunning ? "running" : resultOf(finished?.exitCode);
  if (!started) return { result, ...(header && { time: header.time }) };
  const { time, mode, runbook, name, hosts } = started;
  const exitCode = isRunning || finished === undefined ? {} : { exitCode: finished.exitCode };
  return { result, time, mode, runbook, name, hosts: hosts.length, ...exitCode };
}

function resultOf(exitCode: number | undefined): RunResult {
  if (exitCode === undefined || exitCode === 130) return "interrupted";
  return exitCode === 0 ? "done" : "failed";
}
