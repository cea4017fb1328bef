import type { Definition, Host } from "./model.ts";
import { sameValue } from "./same-value.ts";
import type { AllVariableFiles, VariableFiles } from "./variable-files.ts";

/** A group's part in its hosts' variables: deeper groups win, then those with the higher priority. */
export interface RankedGroup {
  readonly name: string;
  readonly depth: number;
  readonly priority: number;
  /** In the order of the inventory. */
  readonly said: readonly Definition[];
}

/** What one group says in one place. */
interface Layer {
  readonly group: RankedGroup;
  readonly said: readonly Definition[];
}

/** What a host has from its groups. */
export type Inherited = Pick<Host, "variables" | "conflicts" | "said">;

/**
 * What the hosts of these groups, outer ones first, have from them. As in Ansible: what stands in the inventory < `group_vars/all`
 * < `group_vars/` of other groups, and of each the folders of the inventories < the runbook's. Groups of equal depth that define
 * different values are a conflict, unless the one that counts has the higher priority.
 */
export function inheritedBy(groups: readonly RankedGroup[], files: AllVariableFiles): Inherited {
  const layers = layersOf(groups, files);
  const candidates = new Map<string, { readonly definition: Definition; readonly group: RankedGroup }[]>();
  for (const { group, said } of layers) {
    for (const definition of said) {
      const known = candidates.get(definition.name);
      if (known) known.push({ definition, group });
      else candidates.set(definition.name, [{ definition, group }]);
    }
  }
  const variables = new Map<string, Definition>();
  const conflicts = new Map<string, readonly [Definition, Definition]>();
  for (const [name, found] of candidates) {
    const winner = found.at(-1);
    if (!winner) continue;
    variables.set(name, winner.definition);
    const last = new Map(found.map((one) => [one.group, one]));
    const rival = [...last.values()].findLast(
      ({ definition, group }) =>
        group !== winner.group &&
        group.depth === winner.group.depth &&
        group.priority >= winner.group.priority &&
        !sameValue(definition.value, winner.definition.value),
    );
    if (rival) conflicts.set(name, [rival.definition, winner.definition]);
  }
  return { variables, conflicts, said: layers.map(({ said }) => said) };
}

function layersOf(groups: readonly RankedGroup[], { inventories, runbook }: AllVariableFiles): readonly Layer[] {
  const all = groups.filter(({ name }) => name === "all");
  const others = groups.filter(({ name }) => name !== "all");
  const inFolder = (some: readonly RankedGroup[]) => (files: VariableFiles) =>
    some.map((group) => ({ group, said: files.groups.get(group.name) ?? [] }));
  const folders = (some: readonly RankedGroup[]) =>
    [...inventories, ...(runbook ? [runbook] : [])].flatMap(inFolder(some));
  const inline = groups.map((group) => ({ group, said: group.said }));
  return [...inline, ...folders(all), ...folders(others)].filter(({ said }) => said.length > 0);
}
