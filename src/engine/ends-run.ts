import { ProblemError } from "../problems/problem.ts";

/** Whether an error concerns the whole run and no host: what happens cannot be written down any more. */
export function endsRun(error: unknown): boolean {
  return error instanceof ProblemError && error.problems.some(({ code }) => code === "RB7001");
}
