import { join } from "node:path";
import { ProblemError, problem } from "../problems/problem.ts";
import { diskReason } from "./disk-reason.ts";

/** The folder of a run. */
export function runFolder(state: string, run: string): string {
  return join(state, "runs", run);
}

/** The journal in a run's folder. */
export function journalPath(folder: string): string {
  return join(folder, "journal");
}

/** What is said when a journal cannot be written; a problem stays the problem it is. */
export function cannotWrite(folder: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return problem("RB7001", `cannot write the journal in ${folder}: ${diskReason(error)}`, {
    cause: error,
    hint: "Nothing further was started. Free some space, then run plan to see what is left to do.",
  });
}
