import { wordsOf } from "../expression/nodes.ts";
import { referencesOf } from "../expression/references.ts";
import { type Subset, smallest, subsetOf } from "../modules/setup/subsets.ts";
import type { Parsed } from "./site.ts";

/** The subsets of facts that something mentions, of the host itself or of others. */
export interface Mentioned {
  readonly subsets: readonly Subset[];
  readonly isOfOthers: boolean;
}

/**
 * The facts that an expression or template speaks of: `ansible_facts.x`, and `ansible_x` unless that is among the names that have
 * another meaning. Where only a run can tell which, they are those of `min`. It may be one too many, and none too few.
 */
export function mentionedFacts(parsed: Parsed, others: ReadonlySet<string>): Mentioned {
  const words = [...wordsOf(parsed)];
  const isOfOthers = words.includes("hostvars");
  const variables = words.flatMap((word) => {
    const fact = /^ansible_(.+)$/.exec(word)?.[1];
    return fact === undefined || others.has(word) ? [] : (subsetOf(fact) ?? []);
  });
  return { subsets: [...variables, ...membersIn(parsed, words, isOfOthers), ...inLookup(words)], isOfOthers };
}

function membersIn(parsed: Parsed, words: readonly string[], isOfOthers: boolean): readonly Subset[] {
  if (!words.includes("ansible_facts")) return [];
  const own = referencesOf(parsed).filter(({ name }) => name === "ansible_facts");
  const members = own.flatMap(({ path: [member] }) => (member === undefined ? smallest : (subsetOf(member) ?? [])));
  if (!isOfOthers && own.length > 0) return members;
  const named = words.flatMap((word) => subsetOf(word) ?? []);
  return [...members, ...(named.length > 0 ? named : smallest)];
}

/** `lookup("template", ...)`: the file is read when it is used. */
function inLookup(words: readonly string[]): readonly Subset[] {
  return words.includes("template") && words.includes("lookup") ? smallest : [];
}
