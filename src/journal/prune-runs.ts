import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../problems/problem.ts";
import type { ListedRun } from "./list-runs.ts";
import { cannotWrite, runFolder } from "./run-folder.ts";
import { lockWriter } from "./writer-lock.ts";

/** Which runs may go: those beyond the newest `keep` that began before `before`. A rule that is left out holds for all. */
export interface Retention {
  readonly keep?: number | undefined;
  readonly before?: Date | undefined;
}

/**
 * The runs that a retention gives up, of a list whose newest run stands first: finished ones, and those that were cut off
 * before they began anything.
 */
export function expiredRuns(runs: readonly ListedRun[], { keep = 0, before }: Retention): readonly ListedRun[] {
  const isFinished = ({ result, mode }: ListedRun) =>
    result === "done" || result === "failed" || (result === "interrupted" && mode === undefined);
  return runs
    .filter(isFinished)
    .slice(keep)
    .filter(({ time }) => before === undefined || (time !== undefined && Date.parse(time) < before.getTime()));
}

/** Removes a run and all that is kept of it on this machine; false when a process writes its journal in this moment. RB7001. */
export function removeRun(state: string, run: string): boolean {
  const folder = runFolder(state, run);
  const leaving = join(state, "runs", `.removed-${run}`);
  try {
    lockWriter(folder, run);
    rmSync(leaving, { recursive: true, force: true });
    renameSync(folder, leaving);
    sweep(state);
    return true;
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0]?.code === "RB7005") return false;
    throw cannotWrite(folder, error);
  }
}

/** Nothing of a run that was to go stays, not even when an earlier removal was broken off. */
function sweep(state: string): void {
  const runs = join(state, "runs");
  for (const name of readdirSync(runs))
    if (name.startsWith(".removed-")) rmSync(join(runs, name), { recursive: true, force: true });
}
