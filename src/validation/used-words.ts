import { wordsOf } from "../expression/nodes.ts";
import { isTemplate } from "../expression/parse-template.ts";
import type { Inventory } from "../inventory/model.ts";
import type { Runbook } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import { perhapsInPlay } from "../runbook/perhaps-in-play.ts";
import type { Role } from "../runbook/roles/role.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Located } from "../source/located.ts";
import type { LookedUpFiles } from "./looked-up-files.ts";
import type { Parsed, Site } from "./site.ts";

/** Every word that could be a name in an expression: of tasks, of the values of variables, of templates that they look up, of the inventory. */
export function usedWords(
  { plays }: Runbook,
  sites: readonly Site[],
  { inventory, files }: { readonly inventory: Inventory | undefined; readonly files: LookedUpFiles },
): ReadonlySet<string> {
  const ofRoles = plays.flatMap(({ roles }) => (roles ? [roles.variables, roles.defaults] : []));
  const ofPlays = [...ofRoles, ...plays.flatMap((play) => [play.variables, ...perhapsInPlay(play)])];
  const seen = new Set<ValueSource>();
  const words = new Set<string>();
  const add = (
    parsed: readonly Parsed[],
    maps: readonly ReadonlyMap<string, ValueSource>[],
    role: Role | undefined,
  ) => {
    const values = maps.flatMap((map) => [...map.values()]).filter((value) => !seen.has(value) && seen.add(value));
    for (const one of files.with([...parsed, ...values.flatMap(parsedIn)], role)) {
      for (const word of wordsOf(one)) words.add(word);
    }
  };
  for (const site of sites) add(site.parsed, mapsOf(site), site.step?.role);
  add([], ofPlays, undefined);
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
