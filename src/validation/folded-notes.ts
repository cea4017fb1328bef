import type { ProblemCode } from "../problems/codes.ts";
import type { Problem } from "../problems/problem.ts";

/** What old playbooks do at every second task. */
const folded: ReadonlySet<ProblemCode> = new Set(["RB2211", "RB2212"]);

/** The problems, but of notes on a form one for each file: at the first place, with how many more there are. */
export function foldedNotes(problems: readonly Problem[]): readonly Problem[] {
  const groups = new Map<string, Problem[]>();
  for (const one of problems) {
    if (!folded.has(one.code)) continue;
    const key = `${one.code} ${one.at?.file.name}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const firsts = new Map([...groups.values()].flatMap((group) => withCount(group)));
  return problems.flatMap((one) => (folded.has(one.code) ? (firsts.get(one) ?? []) : one));
}

function withCount(group: readonly Problem[]): readonly (readonly [Problem, Problem])[] {
  const [first, ...rest] = group.toSorted((one, other) => (one.at?.start ?? 0) - (other.at?.start ?? 0));
  if (!first) return [];
  const more = rest.length === 1 ? "1 more place" : `${rest.length} more places`;
  return [[first, rest.length === 0 ? first : { ...first, message: `${first.message}, also in ${more} of this file` }]];
}
