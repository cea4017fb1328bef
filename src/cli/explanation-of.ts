import { resolve } from "node:path";
import { HostVariables } from "../engine/host-variables.ts";
import { magicVariables } from "../engine/magic-variables.ts";
import { outsideOf } from "../engine/outside.ts";
import type { Outside, Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { type Value, valueMap } from "../expression/value.ts";
import type { Host, Inventory } from "../inventory/model.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Explained, Explanation } from "../report/explanation.ts";
import { type ExtraVars, readExtraVars } from "../runbook/inputs/extra-vars.ts";
import type { Play, Runbook } from "../runbook/model.ts";
import { perhapsInPlay } from "../runbook/perhaps-in-play.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import { createRedactor } from "../secrets/redactor.ts";
import { isSecretName } from "../secrets/secret-name.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { withGatheredFacts } from "../validation/with-gathered-facts.ts";
import { besideRunbook } from "./beside-runbook.ts";
import { foreseeTasks } from "./defined-by-tasks.ts";
import { definitionsOf, playsFor, type SaidByPlay } from "./definitions-of.ts";
import type { ExplainFlags } from "./explain-flags.ts";
import { loadInventory } from "./load-inventory.ts";
import { openRunbook } from "./open-runbook.ts";
import { unknownName } from "./unknown-name.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";
import { hidden } from "./written-source.ts";

/** Where a host's variable comes from, as far as it is known without a connection. RB2002 when nothing defines it, RB3002. */
export async function explanationOf(world: World, variable: string, flags: ExplainFlags): Promise<Explanation> {
  const vault = await vaultFor(world, flags);
  const { rolesPath } = flags;
  const runbook =
    flags.runbook === undefined
      ? undefined
      : (await openRunbook(flags.runbook, world.directory, { vault, rolesPath })).runbook;
  const { inventory, folder } = await loadInventory(flags, world, { runbookFolder: runbook?.folder, vault });
  const host = inventory.hosts.get(flags.host) ?? inventory.unlisted.get(flags.host);
  if (!host) throw unknownName("host", flags.host, inventory.hosts.keys());
  const resolvePath = (path: string) => resolve(world.directory, path);
  const extra = await readExtraVars(flags.extraVars ?? [], { inputs: runbook?.inputs ?? [], resolvePath, vault });
  const outside = outsideOf({ folder: runbook?.folder ?? folder, environment: world.environment });
  const layers = layersOf(runbook, extra, outside);
  const readBeside = runbook && besideRunbook(runbook, world.directory);
  const gathering =
    runbook && readBeside
      ? await withGatheredFacts(runbook, { ...layers, inventory, readBeside, isSelected: () => true, asks: variable })
      : undefined;
  const { scope, isMagic, saidByPlay } = scopeFor(host, { variable, inventory, runbook: gathering, layers });
  const found = definitionsOf(variable, { host, inventory, runbook: gathering, extra, saidByPlay });
  const magic = isMagic(variable);
  if (found.length === 0 && !magic) {
    const hint = didYouMean(variable, scope.names());
    throw problem("RB2002", `nothing defines "${variable}" for ${host.name}`, { hint });
  }
  const definitions = magic ? found.map((one) => ({ ...one, counts: false })) : found;
  const evaluated = magic || hasTemplate(definitions) ? evaluatedIn(scope, variable) : {};
  const notes = [
    ...(magic ? ["runbook itself gives this variable, and nothing overrides it"] : []),
    ...disagreement(host, variable, definitions),
    ...(evaluated.note === undefined ? [] : [evaluated.note]),
  ];
  const { text } = evaluated;
  const shown = text?.includes(hidden) ? definitions.map(withoutTemplate) : definitions;
  return { variable, host: host.name, definitions: shown, ...(text !== undefined && { evaluated: text }), notes };
}

interface Sources {
  readonly variable: string;
  readonly inventory: Inventory;
  readonly runbook: Runbook | undefined;
  readonly layers: ReturnType<typeof layersOf>;
}

function layersOf(runbook: Runbook | undefined, extra: ExtraVars, outside: Outside) {
  const defaults = new Map<string, ValueSource>(
    (runbook?.inputs ?? []).flatMap((input) => (input.default ? [[input.name, compileValue(input.default)]] : [])),
  );
  const given = new Map<string, ValueSource>();
  for (const [name, value] of extra.values) {
    const span = extra.places.get(name);
    if (!(value instanceof SecretText)) given.set(name, compileValue(value));
    else if (span) given.set(name, { kind: "constant", value, span });
  }
  return { defaults, extra: given, outside };
}

/**
 * What the variable's own templates see: the variables of its play too, when only one play for the host has it, and what tasks give.
 */
function scopeFor(host: Host, { variable, inventory, runbook, layers }: Sources) {
  const magic = magicVariables({
    inventory,
    folder: runbook?.folder,
    mode: "plan",
    allPlayHosts: () => [],
    playHosts: () => [],
    batchHosts: () => [],
    variablesOf: (name) => {
      const other = inventory.hosts.get(name);
      return other ? new HostVariables(other, { ...layers, magic }).asMap() : valueMap([]);
    },
  });
  const variables = new HostVariables(host, { ...layers, magic });
  const all = playsFor(runbook, { host, inventory });
  const [only, other] = all.length === 1 ? all : all.filter((play) => definesIt(play, variable));
  if (only && !other) variables.enterPlay(only);
  foreseeTasks(variables, runbook, all);
  const scope = variables.scope();
  const saidByPlay = (play: Play) => {
    const own = new HostVariables(host, { ...layers, magic });
    own.enterPlay(play);
    foreseeTasks(own, runbook, all);
    return saidIn(play, own, variable);
  };
  return { scope, isMagic: (name: string) => magic(host).lookup(name) !== undefined, saidByPlay };
}

/** The play's own definition; where only a run tells which file the host chooses, all that may be it. */
function saidIn(play: Play, known: HostVariables, name: string): readonly SaidByPlay[] {
  const by = `play "${play.name}"`;
  const said = attempt(() => ({ source: known.saidByPlay(name) }));
  const isTold = said && !(said.source?.kind === "constant" && said.source.value instanceof Unknown);
  if (isTold) return said.source ? [{ source: said.source, by }] : [];
  const own = play.variables.get(name);
  const perhaps = perhapsInPlay(play).flatMap((variables) => variables.get(name) ?? []);
  const ofFiles = perhaps.map((source) => ({ source, by: `${by}, where a host chooses this file` }));
  return [...(own ? [{ source: own, by }] : []), ...ofFiles];
}

function definesIt(play: Play, name: string): boolean {
  const { variables, roles } = play;
  if (perhapsInPlay(play).some((one) => one.has(name))) return true;
  return variables.has(name) || roles?.variables.has(name) === true || roles?.defaults.has(name) === true;
}

function hasTemplate(definitions: readonly Explained[]): boolean {
  return definitions.some(({ counts, value }) => counts && /\{[{%]/.test(value));
}

/** What evaluates to something hidden may have it in its text. */
function withoutTemplate(one: Explained): Explained {
  return one.counts && hasTemplate([one]) ? { ...one, value: JSON.stringify(hidden) } : one;
}

/** The value with the text of secrets hidden in it, or why there is none. */
function evaluatedIn(scope: Scope, variable: string): { readonly text?: string; readonly note?: string } {
  const redactor = createRedactor();
  for (const name of scope.names()) {
    const value = isSecretName(name) ? attempt(() => scope.lookup(name)) : undefined;
    if (typeof value === "string") redactor.add(new SecretText(name, value));
  }
  try {
    const value = scope.lookup(variable);
    return value === undefined || value instanceof Unknown ? {} : { text: redactor.redact(shownValue(value)) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { note: redactor.redact(`its templates cannot be evaluated here: ${error.message}`) };
  }
}

function shownValue(value: Value): string {
  return JSON.stringify(value, (key, own: Value) => {
    if (own instanceof Unknown) return "(known in a run)";
    return isSecretName(key) && own !== null ? hidden : own;
  });
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

/** Groups of equal rank that disagree, when nothing above them decides. */
function disagreement(host: Host, variable: string, definitions: readonly Explained[]): readonly string[] {
  const conflict = host.conflicts.get(variable);
  const decided = definitions.some(({ counts, by }) => counts && by !== conflict?.[1].by);
  if (!conflict || decided) return [];
  const [first, second] = conflict;
  return [
    `${first.by} and ${second.by} have the same rank and disagree: a task that uses it fails, where Ansible takes the last one; ` +
      "set it on the host, or give one of the groups a higher ansible_group_priority",
  ];
}
