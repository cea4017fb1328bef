import type { Span } from "../source/span.ts";
import { ProblemError } from "./problem.ts";

/** Runs it; problems that name no place get this one. */
export function withPlace<T>(at: Span, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new ProblemError(
      error.problems.map((one) => (one.at ? one : { ...one, at })),
      error,
    );
  }
}
