import { setTimeout as wait } from "node:timers/promises";
import type { RunContext } from "./run-context.ts";

const look = 200;

/** Waits so many seconds, or until the run is to stop. */
export async function pause(
  seconds: number,
  { clock, stopping }: Pick<RunContext, "clock" | "stopping">,
): Promise<void> {
  const end = clock.monotonic() + seconds * 1000;
  for (;;) {
    const left = end - clock.monotonic();
    if (left <= 0 || stopping()) return;
    await wait(Math.min(left, look));
  }
}
