import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import { groupHosts } from "./group-hosts.ts";
import type { Host, Inventory } from "./model.ts";
import { isGlob, nameMatcher } from "./name-matcher.ts";
import { patternTerms, type Subscript, type Term } from "./pattern.ts";

/** As `matchHosts`; RB3003 also when all of it matches nothing. */
export function selectHosts(inventory: Inventory, pattern: string): readonly Host[] {
  const found = matchHosts(inventory, pattern);
  if (found.length > 0) return found;
  const hint = 'try "runbook hosts --graph" to see hosts and groups';
  throw problem("RB3003", `the pattern "${pattern}" matches no host`, { hint });
}

/**
 * The hosts that an Ansible pattern means: `web`, `web,db`, `a:&b:!c`, `web*`, `~web\d+`, `g[0]`, `g[-1]`, `g[0:2]` (both
 * ends belong to it), `all`, `*`; none when what it names is there and empty. RB3002 for a name that is not there, RB3003 when
 * a glob or a number matches nothing.
 */
export function matchHosts(inventory: Inventory, pattern: string): readonly Host[] {
  if (pattern.trim() === "")
    throw problem("RB3003", "an empty pattern matches no host", { hint: '"all" means all hosts' });
  let selected = new Map<string, Host>();
  for (const term of patternTerms(pattern, inventory)) {
    const found = new Map(matches(inventory, term).map((host) => [host.name, host]));
    if (term.does === "add") selected = new Map([...selected, ...found]);
    else selected = new Map([...selected].filter(([name]) => found.has(name) === (term.does === "keep")));
  }
  return [...selected.values()];
}

function matches(inventory: Inventory, term: Term): readonly Host[] {
  const names = namesOf(inventory, term);
  const chosen = term.subscript ? cut(names, term.subscript) : names;
  if (term.subscript && chosen.length === 0) {
    const count = names.length === 1 ? "1 host" : `${names.length} hosts`;
    const hint = "the first has the number 0, the last -1";
    throw problem("RB3003", `"${term.written}" matches no host: "${term.name}" has ${count}`, { hint });
  }
  return chosen.flatMap((name) => inventory.hosts.get(name) ?? inventory.unlisted.get(name) ?? []);
}

/** Hosts of the groups with a matching name; hosts with a matching name when no group has, or when globs are used. */
function namesOf(inventory: Inventory, { name }: Term): readonly string[] {
  const wanted = name === "*" ? "all" : name;
  if (inventory.groups.has(wanted)) return groupHosts(inventory, wanted);
  if (inventory.hosts.has(wanted) || inventory.unlisted.has(wanted)) return [wanted];
  if (!isGlob(wanted)) throw unknownName(inventory, wanted);
  const fits = nameMatcher(wanted);
  const groups = [...inventory.groups.keys()].filter(fits);
  const hosts = [...inventory.hosts.keys()].filter(fits);
  if (groups.length + hosts.length === 0) {
    throw problem("RB3003", `"${wanted}" matches no host and no group`, {
      hint: 'try "runbook hosts --graph" to see hosts and groups',
    });
  }
  return [...new Set([...groups.flatMap((group) => groupHosts(inventory, group)), ...hosts])];
}

function cut(names: readonly string[], { first, last }: Subscript): readonly string[] {
  if (first < 0) return names.slice(names.length + first < 0 ? names.length : names.length + first).slice(0, 1);
  return names.slice(first, last + 1);
}

function unknownName(inventory: Inventory, name: string) {
  const known = [...inventory.groups.keys(), ...inventory.hosts.keys()];
  const hint = didYouMean(name, known) ?? 'try "runbook hosts --graph" to see hosts and groups';
  return problem("RB3002", `there is no host or group "${name}" in the inventory`, { hint });
}
