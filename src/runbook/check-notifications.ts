import type { Collector } from "../problems/collector.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { answersTo } from "./meant-handlers.ts";
import type { Leaf, Task } from "./model.ts";

/** RB2104 to the collector, once for each `notify` of a handler that is not there. */
export function checkNotifications(steps: readonly Leaf[], handlers: readonly Task[], collector: Collector): void {
  const known = handlers.flatMap(answersTo);
  const sources = steps.flatMap((step) => {
    if (step.kind !== "task" || !step.notify) return [];
    return step.notify.kind === "list" ? step.notify.items : [step.notify];
  });
  for (const source of new Set(sources)) {
    if (source.kind !== "constant" || known.includes(String(source.value))) continue;
    collector.attempt(() => {
      const name = String(source.value);
      throw problem("RB2104", `no handler is named "${name}"`, { at: source.span, hint: didYouMean(name, known) });
    });
  }
}
