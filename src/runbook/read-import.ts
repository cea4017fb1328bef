import { join } from "node:path";
import { problem } from "../problems/problem.ts";
import type { Located, LocatedMap } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import type { Span } from "../source/span.ts";
import { candidateFiles } from "./candidate-files.ts";
import { Fields } from "./fields.ts";
import type { IncludedFile } from "./included-files.ts";
import { saidTo } from "./inherited.ts";
import { importKeywords, loopKeywords } from "./keywords.ts";
import type { Block } from "./model.ts";
import { appliedTo } from "./read-apply.ts";
import { readBlockLoop } from "./read-block-loop.ts";
import { readChoice } from "./read-choice.ts";
import { readEntry } from "./read-entry.ts";
import { readStepsFile } from "./read-steps-file.ts";
import type { StepContext } from "./step-context.ts";
import { compileValue, type ValueSource } from "./value-source.ts";

const names = [
  "import_tasks",
  "include_tasks",
  "ansible.builtin.import_tasks",
  "ansible.builtin.include_tasks",
] as const;

/** The key that names another file of tasks, if there is one. */
export function importKey(fields: Fields): string | undefined {
  return names.find((key) => fields.entry(key) !== undefined);
}

/** The tasks of another file, as a block. RB1101, RB2107 to RB2109; what is wrong in the file goes to the collector. */
export async function readImport(fields: Fields, key: string, context: StepContext): Promise<Block> {
  const isImport = key.endsWith("import_tasks");
  fields.refuseOthers(
    isImport ? importKeywords : [...importKeywords, ...loopKeywords],
    "task that names a file of others",
  );
  const parameters = parametersOf(fields, key, isImport);
  const said = saidTo(fields, context.inherited, isImport);
  const { inherited, when } = appliedTo(parameters, said);
  const loop = isImport ? undefined : readBlockLoop(fields, context);
  const name = fileNamed(fields, key);
  const entry = readEntry(fields, context, textAt(name.span), inherited.tags);
  const block = {
    kind: "block" as const,
    ...entry,
    when: [...entry.when, ...when],
    variables: inherited.variables,
    given: inherited.given,
    isIncluded: !isImport && said.once === undefined,
    loop,
    rescue: [],
    always: [],
  };
  const inside = { ...context, inherited };
  if (name.kind === "constant") return { ...block, ...(await stepsOf(String(name.value), name.span, inside)) };
  const { files, folder } = context;
  const candidates = candidateFiles(name, {
    places: placesOf(context),
    files,
    role: inherited.role,
    loop,
  });
  const [only, other] = candidates;
  if (only && !other && only.isKnown) return { ...block, ...(await stepsOf(only.name, name.span, inside)) };
  if (isImport) throw notKnown(key, name.span);
  const isAround = (path: string | undefined) => path !== undefined && context.importedBy.includes(files.shown(path));
  const options = candidates
    .filter(({ path }) => !isAround(path))
    .map((one) => ({
      name: one.name,
      read: (id: string) => stepsOf(one.path ?? one.name, name.span, { ...inside, folder, id }),
    }));
  return readChoice(block, { name, options, at: name.span, isThere: candidates.length > 0 }, context);
}

async function stepsOf(name: string, at: Span, context: StepContext): Promise<Pick<Block, "steps">> {
  const found = await readStepsFile(name, { files: context.files, from: placesOf(context), at });
  const { file, folder } = found;
  if (context.importedBy.includes(file.name)) {
    throw problem("RB2109", `${file.name} imports itself`, {
      at,
      hint: `By way of: ${[...context.importedBy, file.name].join(" -> ")}.`,
    });
  }
  const inside = { ...context, folder, importedBy: [...context.importedBy, file.name] };
  return { steps: await context.readSteps(listIn(found), context.id, inside) };
}

/** Beside the file that names it, among the tasks of its role, beside the runbook. */
function placesOf({ folder, files, inherited: { role } }: StepContext): readonly string[] {
  const ofRole = (role?.folders ?? []).slice(0, 1).map((one) => join(one, "tasks"));
  return [...new Set([folder, ...ofRole, files.folder])];
}

function parametersOf(fields: Fields, key: string, isImport: boolean): Fields {
  const value = fields.entry(key)?.value;
  const map: LocatedMap = value?.kind === "map" ? value : { kind: "map", entries: [], span: fields.map.span };
  const parameters = new Fields(map, fields.collector);
  parameters.refuseOthers(isImport ? ["file"] : ["file", "apply"], key);
  return parameters;
}

function fileNamed(fields: Fields, key: string): ValueSource {
  const value = fields.entry(key)?.value;
  const given = value?.kind === "map" ? new Fields(value, fields.collector).entry("file")?.value : value;
  const source = given?.kind === "scalar" ? compileValue(given) : undefined;
  if (source?.kind === "template" || (source?.kind === "constant" && typeof source.value === "string")) return source;
  throw problem("RB1101", `"${key}" must be the name of a file`, { at: given?.span ?? fields.map.span });
}

function notKnown(key: string, at: Span) {
  return problem("RB1101", `"${key}" must be the name of a file that is known before the run`, {
    at,
    hint: "include_tasks takes one of several files: setup-{{ os }}.yml is one of the files setup-*.yml.",
  });
}

function textAt({ file, start, end }: Span): string {
  return file.text.slice(start, end).replaceAll(/^["']|["']$/g, "");
}

function listIn({ file }: IncludedFile): readonly Located[] {
  const root = readYaml(file);
  if (root.kind === "list") return root.items;
  throw problem("RB2103", "a file of tasks must be a list of tasks", { at: root.span });
}
