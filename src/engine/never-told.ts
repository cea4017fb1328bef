import { ProblemError, problem } from "../problems/problem.ts";
import type { ConnectionLostError } from "../transport/connection-lost.ts";
import { LateError } from "../transport/late-error.ts";

/** RB5012: no answer came, and the host could not be asked what became of it. */
export function neverTold(lost: ConnectionLostError | LateError, why: unknown): ProblemError {
  const [first] = why instanceof ProblemError ? why.problems : [];
  const message = `${lost.problems[0]?.message}; it could not be asked again: ${first?.message ?? String(why)}`;
  const then = lost instanceof LateError ? "It was stopped, or had just ended." : "What was running may have gone on.";
  return problem("RB5012", message, { hint: `${then} Look at the host before running it again.`, cause: lost });
}
