import { checkDelegates } from "../engine/check-delegates.ts";
import type { Host, Inventory } from "../inventory/model.ts";
import type { ProblemCode } from "../problems/codes.ts";
import { Collector } from "../problems/collector.ts";
import type { Problem } from "../problems/problem.ts";
import { withoutSilenced } from "../problems/silenced.ts";
import type { Play, Runbook } from "../runbook/model.ts";
import type { Inspection } from "../runbook/read-runbook.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Located } from "../source/located.ts";
import { findChangedValues } from "./find-changed-values.ts";
import { findHiddenNames } from "./find-hidden-names.ts";
import { findIdleHandlers } from "./find-idle-handlers.ts";
import { findNoJobs } from "./find-no-jobs.ts";
import { findToldSecrets } from "./find-told-secrets.ts";
import { findUndefined } from "./find-undefined.ts";
import { findUndefinedPatterns } from "./find-undefined-patterns.ts";
import { findUnreachable } from "./find-unreachable.ts";
import { findUnusedRegisters } from "./find-unused-registers.ts";
import { foldedNotes } from "./folded-notes.ts";
import { hostsOfPlays } from "./hosts-of-plays.ts";
import { InventoryNames } from "./inventory-names.ts";
import { lookBeside } from "./look-beside.ts";
import { LookedUpFiles } from "./looked-up-files.ts";
import { namesThatMayBe } from "./names-that-may-be.ts";
import { PlayNames } from "./play-names.ts";
import { type SetName, setNames } from "./set-names.ts";
import type { Site } from "./site.ts";
import { sitesOf } from "./sites-of.ts";
import type { Surroundings } from "./surroundings.ts";
import { usedWords } from "./used-words.ts";
import { withoutRepeats } from "./without-repeats.ts";

/** What keeps a file that belongs to a runbook from being read: nobody knows which names it defines. */
const unread: ReadonlySet<ProblemCode> = new Set([
  "RB1001",
  "RB1002",
  "RB1006",
  "RB2107",
  "RB2108",
  "RB2111",
  "RB3201",
  "RB3202",
  "RB3203",
  "RB3206",
]);

/** Everything that is wrong or strange in a runbook as read, without a connection: each thing once, what is silenced left out. */
export async function validateRunbook(
  { runbook, problems, root }: Inspection,
  surroundings: Surroundings,
): Promise<readonly Problem[]> {
  const collector = new Collector();
  collector.addAll(problems);
  const isWhole = !collector.hasErrors;
  const { inventory, readBeside, isSelected } = surroundings;
  const sites = lookBeside(sitesOf(runbook), { readBeside, collector });
  const files = new LookedUpFiles({ readBeside });
  const set = setNames(sites);
  const hosts = hostsOfPlays(runbook, surroundings);
  const names = namesOfPlays(runbook, { surroundings, hosts: hosts.of, set });
  const namesOf = (site: Site) => names.get(site.play) ?? raise(site);
  const isUnread = problems.some(({ code }) => unread.has(code));
  const perhaps = isWhole || isUnread ? new Set<string>() : namesThatMayBe(root, runbook.included);
  collector.addAll([
    ...hosts.problems,
    ...(inventory ? runbook.plays.flatMap((play) => checkDelegates(play, inventory).all) : []),
    ...(isUnread ? [] : findUndefined(sites, { inventory, namesOf, perhaps, files, isSelected })),
    ...findUndefinedPatterns(runbook, surroundings),
    ...findIdleHandlers(sites),
    ...(isWhole ? findUnusedRegisters(set, usedWords(runbook, sites, { inventory, files })) : []),
    ...(isWhole ? findNoJobs(sites, set) : []),
    ...findHiddenNames(sites, (site) => namesBesideLoops(namesOf(site), site)),
    ...findUnreachable(runbook, sites),
    ...findChangedValues(sites, inventory),
    ...findToldSecrets(sites, {
      secrets: new Set(runbook.inputs.filter(({ secret }) => secret).map(({ name }) => name)),
      sourcesOf: (name, site) => sourcesOf(namesOf(site), name, site),
    }),
  ]);
  return foldedNotes(withoutRepeats(withoutSilenced(collector.all)));
}

interface NamesOptions {
  readonly surroundings: Surroundings;
  readonly hosts: ReadonlyMap<Play, readonly Host[]>;
  readonly set: readonly SetName[];
}

function namesOfPlays(
  { plays, inputs }: Runbook,
  { surroundings, hosts, set }: NamesOptions,
): ReadonlyMap<Play, PlayNames> {
  const compiled = new Map<Located, ValueSource | undefined>();
  const { extra, given } = surroundings;
  return new Map(
    plays.map((play) => {
      const own = hosts.get(play);
      const inventory = own && own.length > 0 ? new InventoryNames(own, compiled) : undefined;
      const perhaps =
        inventory || !surroundings.inventory ? given : new Set([...given, ...allNames(surroundings.inventory)]);
      const hostsOf = (site: Site) => hosts.get(site.play);
      return [play, new PlayNames({ play, inventory, inputs, extra, given: perhaps, set, hostsOf })];
    }),
  );
}

/** Names that some host or group defines. */
function allNames({ groups, hosts }: Inventory): ReadonlySet<string> {
  const all = [...groups.values(), ...hosts.values()];
  return new Set(all.flatMap(({ variables }) => [...variables.keys()]));
}

function sourcesOf(names: PlayNames, name: string, site: Site): readonly ValueSource[] {
  const resolution = names.resolve(name, site);
  return resolution.kind === "defined" || resolution.kind === "partly" ? resolution.sources : [];
}

function namesBesideLoops(names: PlayNames, site: Site): ReadonlySet<string> {
  return new Set(names.names({ ...site, loopNames: new Set() }));
}

function raise(site: Site): never {
  throw new Error(`a site stands in no play of the runbook: ${site.play.name}`);
}
