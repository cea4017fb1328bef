import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { hostsOfPlay } from "../engine/hosts-of-play.ts";
import { magicVariables } from "../engine/magic-variables.ts";
import { selectSteps } from "../engine/select-steps.ts";
import { failureNames } from "../engine/tell-task.ts";
import { Unknown } from "../expression/unknown.ts";
import { valueMap } from "../expression/value.ts";
import type { Inventory } from "../inventory/model.ts";
import { readInventory } from "../inventory/read-inventory.ts";
import { Collector } from "../problems/collector.ts";
import type { Problem } from "../problems/problem.ts";
import { readExtraVars } from "../runbook/inputs/extra-vars.ts";
import type { Runbook } from "../runbook/model.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Vault } from "../secrets/vault/vault.ts";
import { selectionOf } from "../validation/selection-of.ts";
import type { Surroundings } from "../validation/surroundings.ts";
import { validateRunbook } from "../validation/validate-runbook.ts";
import { withGatheredFacts } from "../validation/with-gathered-facts.ts";
import { besideRunbook } from "./beside-runbook.ts";
import type { InventoryFlags, VariableFlags } from "./flags.ts";
import { loadInventory } from "./load-inventory.ts";
import { lookAtRunbook } from "./open-runbook.ts";
import { selectLimited } from "./select-limited.ts";
import { vaultFor } from "./vault-for.ts";
import type { World } from "./world.ts";

interface Flags extends InventoryFlags, VariableFlags {
  readonly tags?: string;
  readonly skipTags?: string;
}

/** What was found in a runbook; `name` is what messages call it. */
export interface CheckedRunbook {
  readonly name: string;
  readonly problems: readonly Problem[];
}

/** Checks one file after another against what the flags name; what is wrong with the inventory goes to the collector. */
export async function validationOf(
  world: World,
  flags: Flags,
  collector: Collector,
): Promise<(file: string) => Promise<CheckedRunbook>> {
  const { directory } = world;
  const vault = await vaultFor(world, flags);
  const wanted = flags.inventory !== undefined || existsSync(join(directory, "inventory.yaml"));
  const known = new Map<string, Promise<Inventory | undefined>>();
  const inventoryFor = (runbookFolder: string) => {
    const load = async () => (await loadInventory(flags, world, { runbookFolder, vault })).inventory;
    const inventory = known.get(runbookFolder) ?? collector.attemptLater(load);
    known.set(runbookFolder, inventory);
    return inventory;
  };
  return async (file) => {
    const inspection = await lookAtRunbook(file, directory, { vault, rolesPath: flags.rolesPath });
    const { runbook } = inspection;
    const inventory = wanted ? await inventoryFor(runbook.folder) : undefined;
    const limit = inventory && (await collector.attemptLater(() => selectLimited(inventory, flags.limit, directory)));
    const isBroken = wanted && !inventory;
    const selecting = new Collector();
    const extra = (await collector.attemptLater(() => extraOf(runbook, { flags, directory, vault }))) ?? new Map();
    const defaults = defaultsOf(runbook);
    const isSelected = selectionIn(runbook, flags, selecting);
    const around = { ...surroundingsOf(runbook, { inventory, limit, extra, defaults, directory }), isSelected };
    const gathering = await withGatheredFacts(runbook, { ...around, defaults });
    const found = await validateRunbook({ ...inspection, runbook: gathering }, around);
    const told = isBroken ? found.filter(({ code }) => code !== "RB2209") : found;
    return { name: runbook.file.name, problems: [...selecting.all, ...told] };
  };
}

/** Whether tags leave something to be done of an entry; of each, where they name what is not there. */
function selectionIn(runbook: Runbook, flags: Flags, collector: Collector): Surroundings["isSelected"] {
  const plays = collector.attempt(() => selectSteps(runbook, chosenBy(flags)));
  return plays ? selectionOf(plays) : () => true;
}

function chosenBy({ tags, skipTags }: Flags): Parameters<typeof selectSteps>[1] {
  const words = (text = "") => text.split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim()]));
  return { tags: words(tags), skipTags: words(skipTags), startAtTask: undefined };
}

async function extraOf(
  { inputs, file }: Runbook,
  { flags, directory, vault }: { readonly flags: Flags; readonly directory: string; readonly vault: Vault },
): Promise<ReadonlyMap<string, ValueSource>> {
  const resolvePath = (path: string) => resolve(directory, path);
  const { values } = await readExtraVars(flags.extraVars ?? [], { inputs, resolvePath, vault });
  const whole = { file, start: 0, end: 0 };
  return new Map(
    [...values].map(([name, value]): [string, ValueSource] => {
      return [name, value instanceof SecretText ? { kind: "constant", value, span: whole } : compileValue(value)];
    }),
  );
}

interface Around {
  readonly inventory: Inventory | undefined;
  readonly limit: ReadonlySet<string> | undefined;
  readonly extra: ReadonlyMap<string, ValueSource>;
  readonly defaults: ReadonlyMap<string, ValueSource>;
  readonly directory: string;
}

function surroundingsOf(
  runbook: Runbook,
  { inventory, limit, extra, defaults, directory }: Around,
): Omit<Surroundings, "isSelected"> {
  const known = inventory ?? nobody;
  return {
    inventory,
    extra,
    given: givenNames(),
    hostsOf: (play) => {
      const names = hostsOfPlay(play, { inventory: known, settings: { limit }, extra, defaults });
      return names.flatMap((name) => known.hosts.get(name) ?? known.unlisted.get(name) ?? []);
    },
    readBeside: besideRunbook(runbook, directory),
  };
}

/** What inputs are when nobody gives them a value: required ones are not known. */
function defaultsOf({ inputs }: Runbook): ReadonlyMap<string, ValueSource> {
  return new Map(
    inputs.map((input): [string, ValueSource] => {
      if (input.default) return [input.name, compileValue(input.default)];
      const value = input.required ? new Unknown(`the input "${input.name}" is not given`) : null;
      return [input.name, { kind: "constant", value, span: input.span }];
    }),
  );
}

const nobody = readInventory([{ name: "(no inventory)", text: "all: { hosts: { nobody: } }" }]);

function givenNames(): ReadonlySet<string> {
  const magic = magicVariables({
    inventory: nobody,
    folder: "",
    mode: "plan",
    allPlayHosts: () => [],
    playHosts: () => [],
    batchHosts: () => [],
    variablesOf: () => valueMap([]),
  });
  const names = [...nobody.hosts.values()].flatMap((host) => [...magic(host).names()]);
  return new Set([...names, ...failureNames]);
}
