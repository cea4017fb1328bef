import type { Collector } from "../problems/collector.ts";
import { problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { type Candidate, candidateFiles } from "./candidate-files.ts";
import type { Fields } from "./fields.ts";
import type { IncludedFiles } from "./included-files.ts";
import type { PlayVariables, VarsFile } from "./model.ts";
import { saidIn } from "./roles/role-part.ts";
import { compileValue, type ValueSource } from "./value-source.ts";
import { variablesIn } from "./variables-in.ts";

/** Where files are looked for. */
interface Place {
  readonly files: IncludedFiles;
  readonly folder: string;
}

type Variables = ReadonlyMap<string, ValueSource>;

/** One entry as read; a host decides unless all of its names are known. */
interface Entry extends VarsFile {
  readonly isKnown: boolean;
}

/**
 * What a play's `vars_files` define: variables, and from the first entry on whose file a host chooses, the files; later ones win. What is
 * wrong goes to the collector.
 */
export async function readVarsFiles(
  fields: Fields,
  place: Place,
): Promise<Required<Pick<PlayVariables, "variables" | "varsFiles">>> {
  const { collector } = fields;
  const variables = new Map<string, ValueSource>();
  const varsFiles: VarsFile[] = [];
  const given = fields.entry("vars_files")?.value;
  for (const item of given?.kind === "scalar" && given.value !== null ? [given] : fields.list("vars_files")) {
    const entry = await collector.attemptLater(() => readEntry(item, place, collector));
    if (!entry) continue;
    if (!entry.isKnown || varsFiles.length > 0) varsFiles.push(entry);
    else for (const own of entry.brings.values()) for (const [name, source] of own) variables.set(name, source);
  }
  return { variables, varsFiles };
}

/** A name, or a list of which the first counts whose file is there. RB1101, RB1006, RB2107, RB2108, RB2111; RB1xxx, RB32xx. */
async function readEntry(item: Located, place: Place, collector: Collector): Promise<Entry> {
  const names = (item.kind === "list" ? item.items : [item]).map(nameIn);
  const [first] = names;
  if (!first) throw problem("RB1101", "a list of files must name one", { at: item.span });
  const candidates = candidatesOf(names, place);
  const brings = new Map<string, Variables>();
  for (const { name, path, isKnown, at } of candidates) {
    if (!isKnown) place.files.guess(at);
    if (path === undefined || brings.has(name)) continue;
    const own = await collector.attemptLater(() => variablesOf({ name, path, at }, place, collector));
    brings.set(name, own ?? new Map());
  }
  if (brings.size === 0) await refuseMissing(first, candidates, place);
  return { names, brings, span: item.span, isKnown: candidates.every(({ isKnown }) => isKnown) };
}

interface NamedCandidate extends Candidate {
  readonly at: ValueSource["span"];
}

/** Names behind one whose file is there in any case count for nobody. */
function candidatesOf(names: readonly ValueSource[], { files, folder }: Place): readonly NamedCandidate[] {
  const found: NamedCandidate[] = [];
  for (const source of names) {
    const own = candidateFiles(source, { places: [folder, files.folder], files, role: undefined });
    found.push(...own.map((one) => ({ ...one, at: source.span })));
    if (own.some(({ isKnown, path }) => isKnown && path !== undefined)) break;
  }
  return found;
}

function nameIn(located: Located): ValueSource {
  if (located.kind === "scalar") return compileValue(located);
  throw problem("RB1101", "this must be the name of a file", { at: located.span });
}

async function variablesOf(
  { name, path, at }: Pick<NamedCandidate, "name" | "at"> & { readonly path: string },
  { files }: Place,
  collector: Collector,
): Promise<Variables> {
  const root = saidIn(await files.readAt(path, { at, name }), at);
  if (!root) return new Map();
  if (root.kind === "map") return variablesIn(root.entries, collector);
  throw problem("RB1101", `"${name}" must be a mapping of variables`, { at: root.span });
}

async function refuseMissing(
  { span: at }: ValueSource,
  [first]: readonly Candidate[],
  { files, folder }: Place,
): Promise<void> {
  if (first?.isKnown) await files.read(first.name, { from: folder, at });
  throw problem("RB2107", "no file matches what is written of this name", {
    at,
    hint: "Files are read before the run, and expressions in a name stand for something without a slash.",
  });
}
