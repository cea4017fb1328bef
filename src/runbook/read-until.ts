import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { Task } from "./model.ts";
import type { ValueSource } from "./value-source.ts";

/** How a task is done again: `until`, `retries`, `delay`. `retries` alone means: until it does not fail. */
export function readUntil(fields: Fields, collector: Collector): Pick<Task, "until" | "retries" | "delay"> {
  const retries = fields.value("retries");
  const delay = fields.value("delay");
  const until = fields.conditions("until") ?? (retries ? [] : undefined);
  collector.attempt(() => checkNumber("retries", retries, Number.isInteger));
  collector.attempt(() => checkNumber("delay", delay, Number.isFinite));
  if (delay && !until) {
    collector.attempt(() => {
      throw problem("RB1102", '"delay" needs "until" or "retries"', { at: fields.entry("delay")?.keySpan });
    });
  }
  return { until, retries, delay };
}

function checkNumber(key: string, source: ValueSource | undefined, isRight: (value: unknown) => boolean): void {
  if (source?.kind !== "constant" || (isRight(source.value) && Number(source.value) >= 0)) return;
  throw problem("RB1101", `"${key}" must be a number${key === "delay" ? " of seconds" : ""}`, { at: source.span });
}
