import type { Host, Inventory } from "../inventory/model.ts";
import { patternTerms } from "../inventory/pattern.ts";
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
    try {
      of.set(play, hostsOf(play));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...patternProblems(error.problems, play.hosts, inventory));
    }
  }
  return { of, problems };
}

/** What only a run can tell, because a value is not given, is no mistake. */
function patternProblems(
  found: readonly Problem[],
  hosts: ValueSource,
  inventory: Inventory | undefined,
): readonly Problem[] {
  const patterns = constantsIn(hosts);
  if (patterns === undefined || !inventory) return [];
  const pattern = patterns.join(",");
  return found.map((one) => {
    if (one.code !== "RB3003" || pattern.trim() === "" || !isAllKnown(pattern, inventory)) return one;
    return note("RB2210", `no host is in "${pattern}"`, { at: one.at, hint: "The play does nothing." });
  });
}

function constantsIn(source: ValueSource): readonly string[] | undefined {
  if (source.kind === "constant") return [String(source.value)];
  if (source.kind !== "list") return undefined;
  const inside = source.items.map(constantsIn);
  return inside.includes(undefined) ? undefined : inside.flatMap((one) => one ?? []);
}

function isAllKnown(pattern: string, inventory: Inventory): boolean {
  return patternTerms(pattern, inventory).every(({ name, subscript }) => {
    return !subscript && (name === "*" || inventory.groups.has(name) || inventory.hosts.has(name));
  });
}
