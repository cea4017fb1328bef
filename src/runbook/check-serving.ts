import type { Value } from "../expression/value.ts";
import type { Collector } from "../problems/collector.ts";
import { batchSizes } from "../rollout/batch-sizes.ts";
import { percentageOf } from "../rollout/percentage.ts";
import type { Span } from "../source/span.ts";
import type { Play } from "./model.ts";
import { evaluateSource, isConstant, type ValueSource } from "./value-source.ts";

/** Checks `serial` and `max_fail_percentage`, as far as they can be told without values from outside. RB1101 to the collector. */
export function checkServing(
  { serial, maxFailPercentage }: Pick<Play, "serial" | "maxFailPercentage">,
  collector: Collector,
): void {
  if (serial) collector.attempt(() => checked(serial, batchSizes));
  if (maxFailPercentage) collector.attempt(() => checked(maxFailPercentage, percentageOf));
}

function checked(source: ValueSource, parse: (value: Value, at: Span) => unknown): void {
  if (isConstant(source)) parse(evaluateSource(source, { lookup: () => undefined, names: () => [] }), source.span);
}
