import { isList, type Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

/** A number of hosts, or a percentage of all. */
export interface BatchSize {
  readonly count: number;
  readonly isPercentage: boolean;
}

/** What `serial` says: a number, a percentage, or a list of them. RB1101. */
export function batchSizes(value: Value, at: Span): readonly [BatchSize, ...BatchSize[]] {
  const [first, ...rest] = (isList(value) ? value : [value]).map((one) => batchSize(one, at));
  if (first) return [first, ...rest];
  throw problem("RB1101", '"serial" must not be empty', { at });
}

function batchSize(value: Value, at: Span): BatchSize {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  const [all, digits, percent] = /^(\d{1,9})\s*(%?)$/.exec(text) ?? [];
  const count = Number(digits);
  if (all !== undefined && count >= 1 && (percent === "" || count <= 100))
    return { count, isPercentage: percent === "%" };
  throw problem("RB1101", '"serial" must be a number from 1, a percentage such as "30%", or a list of them', { at });
}
