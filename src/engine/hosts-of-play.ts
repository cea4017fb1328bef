import { textOf } from "../expression/text-of.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList } from "../expression/value.ts";
import { matchHosts } from "../inventory/select-hosts.ts";
import { problem } from "../problems/problem.ts";
import { withPlace } from "../problems/with-place.ts";
import type { Play } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { fixedScope } from "./fixed-scope.ts";
import type { RunContext, RunSettings } from "./run-context.ts";

/** What choosing the hosts of a play takes. */
export type HostChoice = Pick<RunContext, "inventory" | "extra" | "defaults"> & {
  readonly settings: Pick<RunSettings, "limit">;
};

/** Hosts of a play's pattern within the limit, in the play's order; none where its groups are empty. RB3002, RB3003, RB1101. */
export function hostsOfPlay(play: Play, choice: HostChoice): readonly string[] {
  const { inventory, settings } = choice;
  const value = evaluateSource(play.hosts, fixedScope(play, choice));
  if (value instanceof Unknown)
    throw problem("RB1101", `"hosts" must be known before the run: ${value.because}`, { at: play.hosts.span });
  const pattern = isList(value) ? value.map(textOf).join(",") : String(textOf(value));
  const hosts = inOrder(
    withPlace(play.hosts.span, () => matchHosts(inventory, pattern)).map(({ name }) => name),
    play.order,
  );
  return settings.limit ? hosts.filter((name) => settings.limit?.has(name)) : hosts;
}

function inOrder(names: readonly string[], order: Play["order"]): readonly string[] {
  switch (order) {
    case undefined:
      return names;
    case "reverse_inventory":
      return names.toReversed();
    case "sorted":
      return names.toSorted();
    case "reverse_sorted":
      return names.toSorted().toReversed();
  }
}
