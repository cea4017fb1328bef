import { Unknown } from "../expression/unknown.ts";
import { type Value, valueMap } from "../expression/value.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import type { HostState } from "./host-state.ts";
import type { Outcome } from "./outcome.ts";
import { shortText } from "./short-text.ts";

/** What messages call an item: `loop_control.label`, else the item itself; `?` where neither can be told. */
export function labelOf(task: Task, loop: ReadonlyMap<string, Value>, host: HostState): string {
  if (task.noLog) return "(hidden)";
  const label = task.loop?.label;
  if (!label) return shortText(loop.get(task.loop?.variable ?? "item") ?? null);
  try {
    return shortText(evaluateSource(label, host.variables.scope({ task, loop })));
  } catch (error) {
    if (error instanceof ProblemError) return "?";
    throw error;
  }
}

/** The outcome of an item, named in what is registered and in messages. */
export function withItem(outcome: Outcome, item: Value, label: string): Outcome {
  if (outcome.result instanceof Unknown) return outcome;
  const { message } = outcome;
  const entries = { ...valueMap(Object.entries(outcome.result ?? {})), item };
  const named = message === undefined ? {} : { message: `${label}: ${message}` };
  return { ...outcome, ...named, result: valueMap(Object.entries(entries)) };
}

/** The loop's outcome: the worst of its items, all changes, results under `results`. */
export function loopOutcome(outcomes: readonly Outcome[]): Outcome {
  const worst = ["unknown", "failed", "changed", "ok"] as const;
  const status = worst.find((one) => outcomes.some((outcome) => outcome.status === one)) ?? "skipped";
  const bad = outcomes.find((outcome) => outcome.problem);
  const messages = outcomes.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const result = valueMap([
    ["changed", status === "changed" || outcomes.some((outcome) => outcome.status === "changed")],
    ["failed", status === "failed"],
    ["skipped", status === "skipped"],
    ["results", outcomes.map((outcome) => outcome.result)],
  ]);
  return {
    status,
    changes: outcomes.flatMap(({ changes }) => changes),
    unknowns: [...new Set(outcomes.flatMap(({ unknowns }) => unknowns))],
    ...(messages.length > 0 && { message: messages.join("\n") }),
    ...(bad?.problem && { problem: bad.problem }),
    lost: outcomes.some((outcome) => outcome.lost),
    result,
  };
}
