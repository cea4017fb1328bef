import { readdirSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../problems/did-you-mean.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import { isMissing } from "./is-missing.ts";
import { isRunId } from "./run-id.ts";

/** The id of a run that is named by its id, by a beginning that only one has, or as `last`. RB7002 when there is none, or several. */
export function findRun(state: string, run: string): string {
  const known = runIds(state);
  const newest = known.at(-1);
  if (run === "last" && newest !== undefined) return newest;
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
  throw noRun(`there is no run "${run}"`, didYouMean(run, known) ?? `The last one is ${newest}.`);
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

function noRun(message: string, hint: string): ProblemError {
  return problem("RB7002", message, { hint });
}
