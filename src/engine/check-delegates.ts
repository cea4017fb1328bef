import { hostNamed } from "../inventory/host-named.ts";
import type { Inventory } from "../inventory/model.ts";
import { Collector } from "../problems/collector.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Play } from "../runbook/model.ts";

/** What is wrong with `delegate_to` as far as it names a host without a template, each place once: RB3002. */
export function checkDelegates({ tasks, handlers }: Pick<Play, "tasks" | "handlers">, inventory: Inventory): Collector {
  const collector = new Collector();
  const all = [...leavesOf(tasks), ...handlers];
  for (const source of new Set(all.flatMap((step) => (step.kind === "task" ? (step.delegateTo ?? []) : [])))) {
    if (source.kind !== "constant") continue;
    collector.attempt(() => hostNamed(String(source.value), inventory, source.span));
  }
  return collector;
}
