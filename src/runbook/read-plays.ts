import { problem } from "../problems/problem.ts";
import type { Located, LocatedMap } from "../source/located.ts";
import { entryOf } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import { Fields } from "./fields.ts";
import { importPlaybookKeys, importPlaybookKeywords } from "./keywords.ts";
import type { Play } from "./model.ts";
import { type PlayContext, readPlay } from "./read-play.ts";
import { readStepsFile } from "./read-steps-file.ts";
import { nothingSaid, type SaidToPlays, saidToPlays } from "./said-to-plays.ts";

/** What reading plays needs besides their text. */
type PlaysContext = Omit<PlayContext, "index" | "said">;

/** A runbook's plays, those of imported files in their place; what is wrong goes to the collector. */
export async function readPlays(items: readonly Located[], context: PlaysContext): Promise<readonly Play[]> {
  const plays: Play[] = [];
  for (const { item, folder, said } of await allPlays(items, context, { importedBy: [], said: nothingSaid })) {
    const index = plays.length;
    const play = await context.collector.attemptLater(() => readPlay(item, { ...context, folder, index, said }));
    if (play) plays.push(play);
  }
  return plays;
}

/** A play as written, the folder of its file, and what is said where it is imported. */
interface WrittenPlay {
  readonly item: Located;
  readonly folder: string;
  readonly said: SaidToPlays;
}

/** How a file of plays came to be read. */
interface Way {
  readonly importedBy: readonly string[];
  readonly said: SaidToPlays;
}

async function allPlays(items: readonly Located[], context: PlaysContext, way: Way): Promise<readonly WrittenPlay[]> {
  const plays: WrittenPlay[] = [];
  for (const item of items) {
    const key = item.kind === "map" && importPlaybookKeys.find((one) => entryOf(item, one));
    if (item.kind !== "map" || !key) plays.push({ item, folder: context.folder, said: way.said });
    else {
      const imported = await context.collector.attemptLater(() => importedPlays(item, key, { ...way, context }));
      plays.push(...(imported ?? []));
    }
  }
  return plays;
}

interface Importing extends Way {
  readonly context: PlaysContext;
}

async function importedPlays(
  item: LocatedMap,
  key: string,
  { context, importedBy, said }: Importing,
): Promise<readonly WrittenPlay[]> {
  const fields = new Fields(item, context.collector);
  fields.refuseOthers(importPlaybookKeywords, "play that imports others", "Say it in the plays of that file.");
  const value = fields.entry(key)?.value;
  if (value?.kind !== "scalar" || typeof value.value !== "string" || /\{[{%]/.test(value.value)) {
    throw problem("RB2111", `"${key}" must be the name of a file, without templates`, { at: value?.span ?? item.span });
  }
  const { file, folder } = await readStepsFile(value.value, {
    files: context.files,
    from: context.folder,
    at: value.span,
  });
  if (importedBy.includes(file.name)) {
    throw problem("RB2109", `${file.name} imports itself`, {
      at: value.span,
      hint: `By way of: ${[...importedBy, file.name].join(" -> ")}.`,
    });
  }
  const root = readYaml(file);
  if (root.kind !== "list") throw problem("RB2101", "an imported file must be a list of plays", { at: root.span });
  const way = { importedBy: [...importedBy, file.name], said: saidToPlays(fields, said) };
  return allPlays(root.items, { ...context, folder }, way);
}
