import { problem } from "../problems/problem.ts";
import type { Located, LocatedMap } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import { Fields } from "./fields.ts";
import type { IncludedFile } from "./included-files.ts";
import { saidTo } from "./inherited.ts";
import { importKeywords, loopKeywords } from "./keywords.ts";
import type { Block } from "./model.ts";
import { appliedTo } from "./read-apply.ts";
import { readBlockLoop } from "./read-block-loop.ts";
import { readEntry } from "./read-entry.ts";
import { readStepsFile } from "./read-steps-file.ts";
import type { StepContext } from "./step-context.ts";

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
  const { name, at } = fileNamed(fields, key);
  const found = await readStepsFile(name, { files: context.files, from: context.folder, at });
  const { file, folder } = found;
  if (context.importedBy.includes(file.name)) {
    throw problem("RB2109", `${file.name} imports itself`, {
      at,
      hint: `By way of: ${[...context.importedBy, file.name].join(" -> ")}.`,
    });
  }
  const { inherited, when } = appliedTo(
    parametersOf(fields, key, isImport),
    saidTo(fields, context.inherited, isImport),
  );
  const entry = readEntry(fields, context, file.name, inherited.tags);
  const inside = { ...context, inherited, folder, importedBy: [...context.importedBy, file.name] };
  return {
    kind: "block",
    ...entry,
    when: [...entry.when, ...when],
    variables: inherited.variables,
    given: inherited.given,
    ...(isImport ? {} : { loop: readBlockLoop(fields, context) }),
    steps: await context.readSteps(listIn(found), context.id, inside),
    rescue: [],
    always: [],
  };
}

function parametersOf(fields: Fields, key: string, isImport: boolean): Fields {
  const value = fields.entry(key)?.value;
  const map: LocatedMap = value?.kind === "map" ? value : { kind: "map", entries: [], span: fields.map.span };
  const parameters = new Fields(map, fields.collector);
  parameters.refuseOthers(isImport ? ["file"] : ["file", "apply"], key);
  return parameters;
}

function fileNamed(fields: Fields, key: string) {
  const value = fields.entry(key)?.value;
  const given = value?.kind === "map" ? new Fields(value, fields.collector).entry("file")?.value : value;
  if (given?.kind === "scalar" && typeof given.value === "string" && !/\{[{%]/.test(given.value)) {
    return { name: given.value, at: given.span };
  }
  throw problem("RB1101", `"${key}" must be the name of a file, without templates`, {
    at: given?.span ?? fields.map.span,
    hint: "The file is read before the run, so that every mistake in it is found before a host is touched.",
  });
}

function listIn({ file }: IncludedFile): readonly Located[] {
  const root = readYaml(file);
  if (root.kind === "list") return root.items;
  throw problem("RB2103", "a file of tasks must be a list of tasks", { at: root.span });
}
