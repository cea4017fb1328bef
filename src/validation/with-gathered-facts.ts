import { loadModule } from "../modules/contract/registry.ts";
import { allSubsets, type Subset, smallest, subsetOf, subsetsToGather } from "../modules/setup/subsets.ts";
import { Collector } from "../problems/collector.ts";
import type { Gathering, Play, Runbook, Task } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";
import { perhapsInPlay } from "../runbook/perhaps-in-play.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { gatheredFirst } from "./gathered-before.ts";
import { lookBeside } from "./look-beside.ts";
import { mentionedFacts } from "./mentioned-facts.ts";
import type { Parsed, Site } from "./site.ts";
import { sitesOf } from "./sites-of.ts";
import type { Surroundings } from "./surroundings.ts";
import { usedTemplates, type ValuesAround } from "./used-templates.ts";

/** `asks`: a variable that somebody wants to know, as if each play mentioned it. */
interface Asked extends ValuesAround {
  readonly asks?: string;
}

/**
 * The runbook, with a task at the beginning of each play that gathers the facts which the play mentions, and those that others
 * look at: through `hostvars`, or in a later play that gathers none. Nothing is added where nothing is mentioned.
 */
export async function withGatheredFacts(
  runbook: Runbook,
  around: Asked & Pick<Surroundings, "readBeside" | "isSelected">,
): Promise<Runbook> {
  const { readBeside, isSelected } = around;
  if (!runbook.plays.some(({ gathering }) => gathering)) return runbook;
  const readTemplate: Surroundings["readBeside"] = (name, kind, role) =>
    kind === "templates" ? readBeside(name, kind, role) : { name, text: "" };
  const sites = lookBeside(sitesOf(runbook), { readBeside: readTemplate, collector: new Collector() });
  const mentions = runbook.plays.map((play) => mentionsOf(play, sites, around));
  const plays: Play[] = [];
  for (const [index, play] of runbook.plays.entries()) {
    const later = mentions.slice(index + 1).map((one, at) => {
      return runbook.plays[index + 1 + at]?.gathering ? one.others : one.own;
    });
    const forLater = later.flatMap((one) => [...one]);
    const wanted = new Set([...(mentions[index]?.own ?? []), ...forLater]);
    const barrier = (mentions[index]?.others.size ?? 0) > 0;
    const known = gatheredFirst(play.tasks.slice(0, 1).find(isSelected));
    plays.push(await withTask(play, { wanted, known }, { barrier, isForOthers: forLater.length > 0 }));
  }
  return { ...runbook, plays };
}

/** Whether all hosts gather before any goes on, and whether the play is gone through for that alone. */
type Gathered = Required<Pick<Task, "barrier" | "isForOthers">>;

interface Facts {
  readonly wanted: ReadonlySet<Subset>;
  readonly known: readonly Subset[];
}

async function withTask(play: Play, { wanted, known }: Facts, gathered: Gathered): Promise<Play> {
  const { gathering, tasks } = play;
  const chosen = gathering ? subsetsToGather(gathering.words, wanted) : [];
  if (!gathering || chosen.every((subset) => known.includes(subset))) return play;
  return { ...play, tasks: [{ ...(await taskFor(gathering, chosen)), ...gathered }, ...tasks] };
}

async function taskFor({ task }: Gathering, chosen: readonly Subset[]): Promise<Task> {
  const value = { kind: "constant", value: chosen, span: task.span } as const;
  return { ...task, module: await loadModule("setup"), parameters: new Map([["gather_subset", value]]) };
}

interface Mentions {
  /** What the play mentions, in any way. */
  readonly own: ReadonlySet<Subset>;
  /** Only what it looks up of hosts by their names. */
  readonly others: ReadonlySet<Subset>;
}

function mentionsOf(play: Play, all: readonly Site[], around: Asked): Mentions {
  const sites = all.filter((site) => site.play === play);
  const maps = [...mapsOf(play), ...sites.flatMap(mapsAt)];
  const values = new Set(maps.flatMap((map) => [...map.values()]));
  const files = (play.varsFiles ?? []).flatMap(({ names }) => names);
  const parsed = [...sites.flatMap((site) => site.parsed), ...[...files, ...values].flatMap(parsedIn)];
  const above = [play.variables, ...(play.roles ? [play.roles.variables] : []), around.extra];
  const named = new Set(above.flatMap((one) => [...one.keys()]));
  const own = new Set<Subset>(sites.some(rendersUnknownFile) ? smallest : []);
  const asked =
    around.asks === "ansible_facts" ? smallest : (subsetOf(around.asks?.replace(/^ansible_/, "") ?? "") ?? []);
  for (const subset of [asked].flat()) own.add(subset);
  const others = new Set<Subset>();
  for (const one of new Set<Parsed>([...parsed, ...usedTemplates(parsed, around)])) {
    const { subsets, isOfOthers } = mentionedFacts(one, named);
    for (const subset of subsets) {
      own.add(subset);
      if (isOfOthers) others.add(subset);
    }
    if (own.size === allSubsets.length && others.size === allSubsets.length) break;
  }
  return { own, others };
}

function mapsOf(play: Play): readonly ReadonlyMap<string, ValueSource>[] {
  const { variables, roles } = play;
  return [variables, ...perhapsInPlay(play), ...(roles ? [roles.variables, roles.defaults] : [])];
}

function mapsAt({ variables, defaults, step }: Site): readonly ReadonlyMap<string, ValueSource>[] {
  return [variables, defaults, ...(step?.kind === "task" ? [...(step.brings?.values() ?? [])] : [])];
}

/** A template file whose name only a run tells may speak of any fact. */
function rendersUnknownFile({ step }: Site): boolean {
  if (step?.kind !== "task") return false;
  return [...step.parameters].some(([name, source]) => {
    return step.module.parameters[name]?.beside === "templates" && source.kind !== "constant";
  });
}
