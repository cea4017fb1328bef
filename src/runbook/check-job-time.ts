import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

const mostSeconds = 10 * 365 * 86_400;

/** RB1101 or RB2003, as given, unless a job can have so many seconds. */
export function checkJobTime(seconds: number, code: "RB1101" | "RB2003", at: Span): void {
  if (Number.isSafeInteger(seconds) && seconds <= mostSeconds) return;
  throw problem(code, '"async" with "poll: 0" must be a whole number of seconds, at most ten years', { at });
}
