import { valueMap } from "../expression/value.ts";
import type { Outcome } from "./outcome.ts";

/** How a task ends that is not for the host. */
export function skipped(): Outcome {
  const result = valueMap([
    ["changed", false],
    ["failed", false],
    ["skipped", true],
  ]);
  return { status: "skipped", changes: [], unknowns: [], result };
}
