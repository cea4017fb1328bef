import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { Step, Task } from "./model.ts";

/** Handlers among steps; RB2103 and RB1103 to the collector for what cannot be one. */
export function onlyTasks(steps: readonly Step[], collector: Collector): readonly Task[] {
  return steps.filter((step): step is Task => {
    if (step.kind === "task" && step.once === undefined) return true;
    collector.attempt(() => {
      if (step.kind !== "task") throw problem("RB2103", "a handler must run a module", { at: step.span });
      throw problem("RB1103", '"run_once" is not for handlers', {
        at: step.span,
        hint: "A handler runs on the hosts that notified it.",
      });
    });
    return false;
  });
}
