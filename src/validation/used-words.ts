import { wordsOf } from "../expression/nodes.ts";
import { isTemplate } from "../expression/parse-template.ts";
import type { Inventory } from "../inventory/model.ts";
import type { Runbook } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import type { Located } from "../source/located.ts";
import type { Site } from "./site.ts";

/** Every word that could be a name in an expression: of tasks, of the values of variables, of the inventory. */
export function usedWords(
  { plays }: Runbook,
  sites: readonly Site[],
  inventory: Inventory | undefined,
): ReadonlySet<string> {
  const ofRoles = plays.flatMap(({ roles }) => (roles ? [roles.variables, roles.defaults] : []));
  const maps = [...ofRoles, ...plays.map(({ variables }) => variables), ...sites.flatMap(mapsOf)];
  const values = new Set(maps.flatMap((map) => [...map.values()]));
  const parsed = [...sites.flatMap((site) => site.parsed), ...[...values].flatMap(parsedIn)];
  const words = new Set(parsed.flatMap((one) => [...wordsOf(one)]));
  for (const text of inventory ? templatesIn(inventory) : []) {
    for (const word of text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []) words.add(word);
  }
  return words;
}

function mapsOf({ variables, defaults, step }: Site) {
  const brought = step?.kind === "task" ? [...(step.brings?.values() ?? [])] : [];
  return [variables, defaults, ...brought];
}

function templatesIn({ groups, hosts }: Inventory): readonly string[] {
  const values = new Set<Located>();
  for (const { variables } of [...groups.values(), ...hosts.values()]) {
    for (const { value } of variables.values()) values.add(value);
  }
  return [...values].flatMap(textsIn).filter(isTemplate);
}

function textsIn(located: Located): readonly string[] {
  if (located.kind === "scalar") return typeof located.value === "string" ? [located.value] : [];
  return located.kind === "list"
    ? located.items.flatMap(textsIn)
    : located.entries.flatMap(({ value }) => textsIn(value));
}
