import { type Problem, ProblemError } from "../../../src/problems/problem.ts";

/** The one problem that a promise fails with; anything else fails the test. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => new Error("nothing was thrown"),
    (cause: unknown) => cause,
  );
  const first = error instanceof ProblemError ? error.problems[0] : undefined;
  if (first === undefined) throw error;
  return first;
}
