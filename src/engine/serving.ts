import { firstUnknown } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import { type BatchSize, batchSizes } from "../rollout/batch-sizes.ts";
import { percentageOf } from "../rollout/percentage.ts";
import type { Play } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { fixedScope } from "./fixed-scope.ts";
import type { RunContext } from "./run-context.ts";

/** How a play spreads over its hosts. */
export interface Serving {
  /** Absent: all hosts at once. */
  readonly sizes: readonly [BatchSize, ...BatchSize[]] | undefined;
  /** How many percent of a batch's hosts may fail; absent: nothing is said. */
  readonly percentage: number | undefined;
}

/** What a play's `serial` and `max_fail_percentage` say. RB1101, RB2002. */
export function servingOf(play: Play, context: RunContext): Serving {
  const known = (source: ValueSource, keyword: string) => {
    const value = evaluateSource(source, fixedScope(play, context));
    const unknown = firstUnknown(value);
    if (!unknown) return value;
    throw problem("RB1101", `"${keyword}" must be known before the run: ${unknown.because}`, { at: source.span });
  };
  const { serial, maxFailPercentage } = play;
  return {
    sizes: serial && batchSizes(known(serial, "serial"), serial.span),
    percentage:
      maxFailPercentage && percentageOf(known(maxFailPercentage, "max_fail_percentage"), maxFailPercentage.span),
  };
}
