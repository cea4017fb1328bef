import type { Definition, Host } from "./model.ts";
import { sameValue } from "./same-value.ts";

/** A group's part in a host's variables: deeper groups win, then those with the higher priority. */
export interface RankedGroup {
  readonly depth: number;
  readonly priority: number;
  readonly variables: ReadonlyMap<string, Definition>;
}

interface Winner {
  readonly definition: Definition;
  readonly group: RankedGroup;
}

/**
 * Who wins for each variable of a host: outer groups < inner groups < the host itself. Groups of equal depth and priority
 * that define different values are a conflict, kept until someone uses the variable.
 */
export function hostVariables(
  groups: readonly RankedGroup[],
  own: ReadonlyMap<string, Definition>,
): Pick<Host, "variables" | "conflicts"> {
  const winners = new Map<string, Winner>();
  const conflicts = new Map<string, readonly [Definition, Definition]>();
  for (const group of groups.toSorted((a, b) => a.depth - b.depth || a.priority - b.priority)) {
    for (const [name, definition] of group.variables) {
      const before = winners.get(name);
      const equal = before && before.group.depth === group.depth && before.group.priority === group.priority;
      if (!equal) conflicts.delete(name);
      else if (!sameValue(before.definition.value, definition.value)) {
        conflicts.set(name, [before.definition, definition]);
      }
      winners.set(name, { definition, group });
    }
  }
  for (const name of own.keys()) conflicts.delete(name);
  const inherited = [...winners].map(([name, { definition }]) => [name, definition] as const);
  return { variables: new Map([...inherited, ...own]), conflicts };
}
