import type { Host, Inventory } from "../inventory/model.ts";
import { selectHosts } from "../inventory/select-hosts.ts";
import type { Explained } from "../report/explanation.ts";
import { writtenValue } from "../report/written-value.ts";
import type { ExtraVars } from "../runbook/inputs/extra-vars.ts";
import type { Play, Runbook } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { definedByTasks, placeOfLine } from "./defined-by-tasks.ts";
import { hidden, writtenSource } from "./written-source.ts";

/** Where definitions may stand. */
export interface DefinitionSources {
  readonly host: Host;
  readonly inventory: Inventory;
  readonly runbook: Runbook | undefined;
  readonly extra: ExtraVars;
  /** What a play itself may say of the variable to the host, as far as is known without a connection. */
  readonly saidByPlay: (play: Play) => readonly SaidByPlay[];
}

/** A definition, and who says it. */
export interface SaidByPlay {
  readonly source: ValueSource;
  readonly by: string;
}

type Said = Omit<Explained, "counts">;

/**
 * Every definition of a variable for a host, lowest rank first: defaults of roles, defaults of inputs, inventory, gathered facts, plays,
 * their roles, files of `include_vars`, what tasks set and register, `-e`; and which counts.
 */
export function definitionsOf(
  name: string,
  { host, inventory, runbook, extra, saidByPlay }: DefinitionSources,
): readonly Explained[] {
  const plays = playsFor(runbook, { host, inventory });
  const ofRoles = (part: "variables" | "defaults", what: string) =>
    plays.flatMap((play) => saidBy(name, play.roles?.[part], `${what} of a role of play "${play.name}"`));
  const ofTasks = definedByTasks(name, runbook, plays);
  const levels: readonly (readonly Said[])[] = [
    ofRoles("defaults", "a default"),
    inputDefaults(name, runbook),
    ...host.said.flat().flatMap((definition) => {
      if (definition.name !== name) return [];
      const { value, by } = definition;
      return [[{ place: placeOfLine(value.span), value: writtenValue(name, value), by }]];
    }),
    ofTasks.gathered,
    plays.flatMap((play) => saidByPlay(play).map(({ source, by }) => saidAt(name, source, by))),
    ofRoles("variables", "a variable"),
    ofTasks.brought,
    ofTasks.set,
    ofExtra(name, extra, runbook),
  ];
  const top = levels.findLastIndex((level) => level.length > 0);
  return levels.flatMap((level, index) => level.map((said) => ({ ...said, counts: index === top })));
}

function inputDefaults(name: string, runbook: Runbook | undefined): readonly Said[] {
  return (runbook?.inputs ?? []).flatMap((input) => {
    if (input.name !== name || !input.default) return [];
    const value = input.secret ? hidden : writtenValue(name, input.default);
    return [{ place: placeOfLine(input.default.span), value, by: `input "${name}", its default` }];
  });
}

/** The plays of a runbook that are for a host. */
export function playsFor(
  runbook: Runbook | undefined,
  { host, inventory }: Pick<DefinitionSources, "host" | "inventory">,
): readonly Play[] {
  return (runbook?.plays ?? []).filter((play) => isFor(play, host, inventory));
}

/** Each play, and each play's roles, have their own. */
function saidBy(name: string, variables: ReadonlyMap<string, ValueSource> | undefined, by: string): readonly Said[] {
  const source = variables?.get(name);
  return source ? [saidAt(name, source, by)] : [];
}

function saidAt(name: string, source: ValueSource, by: string): Said {
  return { place: placeOfLine(source.span), value: writtenSource(name, source), by };
}

function isFor({ hosts }: Play, host: Host, inventory: Inventory): boolean {
  if (hosts.kind !== "constant" || typeof hosts.value !== "string") return true;
  return selectHosts(inventory, hosts.value).some(({ name }) => name === host.name);
}

function ofExtra(name: string, { values, places }: ExtraVars, runbook: Runbook | undefined): readonly Said[] {
  const value = values.get(name);
  const at = places.get(name);
  if (value === undefined || !at) return [];
  const isSecret = runbook?.inputs.some((input) => input.name === name && input.secret) === true;
  const written = isSecret || value instanceof SecretText ? hidden : writtenValue(name, value);
  return [{ place: placeOfLine(at), value: written, by: "-e" }];
}
