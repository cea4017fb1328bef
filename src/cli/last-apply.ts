import { runIds } from "../journal/find-run.ts";
import { glimpse } from "../journal/glimpse.ts";
import { runFolder } from "../journal/run-folder.ts";
import { ProblemError, problem } from "../problems/problem.ts";

/** The id of the last run that was an apply. RB7002 when there is none. */
export function lastApply(state: string, userId: number): string {
  const run = runIds(state).findLast((id) => isApply(runFolder(state, id), userId));
  if (run !== undefined) return run;
  throw problem("RB7002", "there is no apply yet", { hint: "runbook apply makes one." });
}

function isApply(folder: string, userId: number): boolean {
  try {
    return glimpse(folder, userId).started?.mode === "apply";
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
