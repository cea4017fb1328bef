import type { Value } from "../expression/value.ts";
import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";

/** What `max_fail_percentage` says, 0 to 100. RB1101. */
export function percentageOf(value: Value, at: Span): number {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  const [all, digits] = /^(\d{1,3}(?:\.\d+)?)\s*%?$/.exec(text) ?? [];
  if (all !== undefined && Number(digits) <= 100) return Number(digits);
  throw problem("RB1101", '"max_fail_percentage" must be a number from 0 to 100', { at });
}
