import type { Reference } from "../expression/references.ts";
import { askForFact } from "../modules/setup/ask-for-fact.ts";
import { allSubsets } from "../modules/setup/subsets.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { type Problem, problem } from "../problems/problem.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { placeOf } from "../source/span.ts";
import { namesOfSubsets } from "./gathered-before.ts";
import type { PlayNames, Resolution } from "./play-names.ts";
import type { SetName } from "./set-names.ts";
import type { Site } from "./site.ts";

/** The variables that led to a value, outermost first. */
export type Way = readonly { readonly name: string; readonly source: ValueSource }[];

/** What is known around a name that is not defined. */
export interface About {
  readonly resolution: Extract<Resolution, { kind: "undefined" }>;
  readonly site: Site;
  readonly way: Way;
  readonly names: PlayNames;
  /** The variables of loops, wherever they are. */
  readonly items: ReadonlySet<string>;
}

/** RB2002: a name that nothing defines where it is used, with what may be meant. */
export function undefinedName(
  { name, span }: Reference,
  { resolution, site, way, names, items }: About,
): readonly Problem[] {
  const user = site.step && way.length > 0 ? `"${site.step.name}" uses it, by way of ${way[0]?.name}.` : undefined;
  const ofLoop = site.isHandler && items.has(name) ? noItem : undefined;
  const why = isFact(name) && !site.play.gathering ? notGathered : ofLoop;
  const found = why ?? whereSet(resolution.set, site) ?? askForFact(name) ?? didYouMean(name, names.names(site));
  const hint = [found, user].filter(Boolean).join(" ");
  const details = { at: span, hint: hint === "" ? undefined : hint };
  return problem("RB2002", `\`${name}\` is not defined`, details).problems;
}

const notGathered =
  'It is a fact of the host, and the play says "gather_facts: false": take that out, or add a setup task.';

const noItem = "It is the variable of a loop: a handler runs once, when the loop is over, and knows no item.";

function isFact(name: string): boolean {
  return namesOfSubsets(allSubsets).includes(name);
}

function whereSet(set: SetName | undefined, site: Site): string | undefined {
  if (!set) return undefined;
  const what = `"${set.task.name}" ${set.how} it at ${placeOf(set.at)}`;
  return set.site.sets > site.sees
    ? `${what}, which is later.`
    : `${what}, on the hosts of "${set.site.play.name}" only.`;
}
