import { listRuns } from "../journal/list-runs.ts";
import { expiredRuns, removeRun } from "../journal/prune-runs.ts";
import { problem } from "../problems/problem.ts";
import type { World } from "./world.ts";

/** How many finished runs RUNBOOK_KEEP_RUNS says to keep; `undefined`, all of them, when it is not set. RB8001. */
export function runsToKeep({ RUNBOOK_KEEP_RUNS: text = "" }: World["environment"]): number | undefined {
  if (text === "") return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw problem("RB8001", `RUNBOOK_KEEP_RUNS is "${text}", not a whole number from 1 on`, {
    hint: "It says how many finished runs are kept; without it all are.",
  });
}

/**
 * After how many days backups on hosts go: RUNBOOK_KEEP_BACKUPS, else 90; `undefined`, never, when it says forever. RB8001.
 */
export function daysOfBackups({ RUNBOOK_KEEP_BACKUPS: text = "" }: World["environment"]): number | undefined {
  if (text === "") return 90;
  if (text === "forever") return undefined;
  if (/^[1-9]\d{0,3}d$/.test(text)) return Number.parseInt(text, 10);
  throw problem("RB8001", `RUNBOOK_KEEP_BACKUPS is "${text}", neither a number of days such as 30d nor forever`, {
    hint: "It says how long hosts keep what runs replaced; without it 90d.",
  });
}

/** Removes the finished runs beyond the newest `keep`; what cannot be removed now is the next run's to remove. */
export function tidyRuns({ userId, errors }: World, state: string, keep: number | undefined): void {
  if (keep === undefined) return;
  try {
    for (const { run } of expiredRuns(listRuns(state, userId), { keep })) removeRun(state, run);
  } catch (error) {
    errors.write(`old runs could not be removed: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
