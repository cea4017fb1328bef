import type { Host, Inventory } from "../inventory/model.ts";
import { matchHosts } from "../inventory/select-hosts.ts";
import { note, type Problem, ProblemError } from "../problems/problem.ts";
import type { Play, Runbook } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Surroundings } from "./surroundings.ts";

/** The hosts of each play, without those of whom it cannot be told, and what is wrong with the patterns. */
export interface PlayHosts {
  readonly of: ReadonlyMap<Play, readonly Host[]>;
  readonly problems: readonly Problem[];
}

/** RB3002 and RB3003 for patterns that name what is not there; RB2210, a note, where all they name is there and has no host. */
export function hostsOfPlays({ plays }: Runbook, { inventory, hostsOf }: Surroundings): PlayHosts {
  const of = new Map<Play, readonly Host[]>();
  const problems: Problem[] = [];
  for (const play of inventory ? plays : []) {
    const pattern = constantsIn(play.hosts)?.join(",");
    try {
      const hosts = hostsOf(play);
      of.set(play, hosts);
      if (hosts.length === 0 && pattern !== undefined && inventory)
        problems.push(...noteOfNone(pattern, play, inventory));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      // What only a run can tell, because a value is not given, is no mistake.
      if (pattern !== undefined) problems.push(...error.problems);
    }
  }
  return { of, problems };
}

function noteOfNone(pattern: string, { hosts }: Play, inventory: Inventory): readonly Problem[] {
  if (matchHosts(inventory, pattern).length > 0) return [];
  return [note("RB2210", `no host is in "${pattern}"`, { at: hosts.span, hint: "The play does nothing." })];
}

function constantsIn(source: ValueSource): readonly string[] | undefined {
  if (source.kind === "constant") return [String(source.value)];
  if (source.kind !== "list") return undefined;
  const inside = source.items.map(constantsIn);
  return inside.includes(undefined) ? undefined : inside.flatMap((one) => one ?? []);
}
