import { readdirSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../problems/did-you-mean.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { firstHeader } from "./glimpse.ts";
import { isMissing } from "./is-missing.ts";
import { runFolder } from "./run-folder.ts";
import { isRunId } from "./run-id.ts";

/** The id of a run that is named by its id, by a beginning that only one has, or as `last`. RB7002 when there is none, or several. */
export function findRun(state: string, run: string, userId: number): string {
  const known = runIds(state);
  if (run === "last" && known.length > 0) return lastRun(state, known, userId);
  const meant = known.filter((id) => id === run || (run !== "" && id.startsWith(run)));
  const [only, second] = meant.includes(run) ? [run] : meant;
  if (only !== undefined && second === undefined) return only;
  if (only !== undefined) {
    const some = `${meant.slice(-3).join(", ")}${meant.length > 3 ? ", ..." : ""}`;
    throw noRun(`${meant.length} runs begin with "${run}"`, `They are ${some}.`);
  }
  if (known.length === 0) {
    throw noRun(run === "last" ? "there is no run yet" : `there is no run "${run}"`, "plan and apply make one each.");
  }
  throw noRun(`there is no run "${run}"`, didYouMean(run, known) ?? `The last one is ${known.at(-1)}.`);
}

/** Ids of all runs, oldest first. */
export function runIds(state: string): readonly string[] {
  try {
    return readdirSync(join(state, "runs")).filter(isRunId).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw problem("RB7001", `cannot read ${join(state, "runs")}`, { cause: error });
  }
}

/** Ids tell seconds apart; of those of the last second, their headers tell which one began last. */
function lastRun(state: string, known: readonly string[], userId: number): string {
  const newest = known.at(-1) ?? "";
  const rivals = known.filter((id) => id.startsWith(newest.slice(0, -4)));
  if (rivals.length === 1) return newest;
  const began = new Map(rivals.map((id) => [id, beganAt(state, id, userId)]));
  return rivals.toSorted((one, other) => ((began.get(one) ?? "") < (began.get(other) ?? "") ? -1 : 1)).at(-1) ?? newest;
}

function beganAt(state: string, id: string, userId: number): string {
  try {
    return firstHeader(runFolder(state, id), userId)?.time ?? "";
  } catch (error) {
    if (error instanceof ProblemError) return "";
    throw error;
  }
}

function noRun(message: string, hint: string): ProblemError {
  return problem("RB7002", message, { hint });
}
