import { setTimeout as wait } from "node:timers/promises";
import type { ProblemCode } from "../problems/codes.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Clock } from "./run-context.ts";

const firstPause = 250;
const longestPause = 8_000;

/** A host may be reached a little later, in spite of these. */
const passing: ReadonlySet<ProblemCode> = new Set(["RB4001", "RB4002", "RB4003", "RB4007", "RB4013"]);

/** `time`: milliseconds, after which nothing is tried any more. */
export interface Persistence {
  readonly clock: Clock;
  readonly time: number;
}

/** Tries, with growing pauses, until it works, the host refuses for good, or the time is over; then throws the last problem. */
export async function persistently<T>(attempt: () => Promise<T>, { clock, time }: Persistence): Promise<T> {
  const end = clock.monotonic() + time;
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      return await attempt();
    } catch (error) {
      const code = error instanceof ProblemError ? error.problems[0]?.code : undefined;
      const left = end - clock.monotonic();
      if (code === undefined || !passing.has(code) || left <= 0) throw error;
      await wait(Math.min(pause, left));
    }
  }
}
