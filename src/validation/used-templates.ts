import { wordsOf } from "../expression/nodes.ts";
import { isTemplate } from "../expression/parse-template.ts";
import type { Inventory } from "../inventory/model.ts";
import { ProblemError } from "../problems/problem.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import type { Located } from "../source/located.ts";
import type { Parsed } from "./site.ts";

/** Where values stand that nothing in the runbook says. */
export interface ValuesAround {
  readonly inventory: Inventory | undefined;
  /** From the command line, and where nobody gives one. */
  readonly extra: ReadonlyMap<string, ValueSource>;
  readonly defaults: ReadonlyMap<string, ValueSource>;
}

/** The templates of such values whose names some expressions use, and of those that these use. */
export function usedTemplates(
  parsed: readonly Parsed[],
  { inventory, extra, defaults }: ValuesAround,
): readonly Parsed[] {
  const left = inventory ? templatesIn(inventory) : new Map<string, ReadonlySet<Located>>();
  const given = new Map([...defaults, ...extra]);
  const found: Parsed[] = [];
  const queue = [...parsed];
  while (left.size + given.size > 0) {
    const one = queue.pop();
    if (!one) break;
    for (const word of wordsOf(one)) {
      const [values, source] = [left.get(word), given.get(word)];
      left.delete(word);
      given.delete(word);
      const used = [...[...(values ?? [])].flatMap(understood), ...(source ? parsedIn(source) : [])];
      found.push(...used);
      queue.push(...used);
    }
  }
  return found;
}

/** Values with templates in them, by the names of their variables. */
function templatesIn({ groups, hosts }: Inventory): Map<string, Set<Located>> {
  const found = new Map<string, Set<Located>>();
  const plain = new Set<Located>();
  for (const { variables } of [...groups.values(), ...hosts.values()]) {
    for (const [name, { value }] of variables) {
      if (plain.has(value) || found.get(name)?.has(value)) continue;
      if (hasTemplate(value)) found.set(name, (found.get(name) ?? new Set()).add(value));
      else plain.add(value);
    }
  }
  return found;
}

function hasTemplate(located: Located): boolean {
  if (located.kind === "scalar") return typeof located.value === "string" && isTemplate(located.value);
  return located.kind === "list"
    ? located.items.some(hasTemplate)
    : located.entries.some((one) => hasTemplate(one.value));
}

function understood(value: Located): readonly Parsed[] {
  try {
    return parsedIn(compileValue(value));
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
