import { setTimeout as wait } from "node:timers/promises";
import { EarlyDropError } from "./early-drop.ts";

/** How a login that was cut off is tried again. */
export interface Patience {
  /** Milliseconds before the first retry; doubles twice. */
  readonly backoff: number;
  /** Numbers from 0 to 1 that spread retries. */
  readonly jitter: () => number;
}

const loginAttempts = 6;

/** Tries again where the host hung up before anything was said. */
export async function untilHeard<T>(tryOnce: () => Promise<T>, { backoff, jitter }: Patience): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryOnce();
    } catch (error) {
      if (!(error instanceof EarlyDropError) || tries === loginAttempts) throw error;
      await wait(backoff * Math.min(2 ** (tries - 1), 4) * (0.5 + jitter()));
    }
  }
}
