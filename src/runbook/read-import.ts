import { problem } from "../problems/problem.ts";
import type { Located } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import { Fields } from "./fields.ts";
import type { IncludedFile } from "./included-files.ts";
import { inheritedBy } from "./inherited.ts";
import { importKeywords } from "./keywords.ts";
import type { Block } from "./model.ts";
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
  fields.refuseOthers(importKeywords, "task that imports others");
  const { name, at } = fileNamed(fields, key);
  const found = await readStepsFile(name, { files: context.files, from: context.folder, at });
  const { file, folder } = found;
  if (context.importedBy.includes(file.name)) {
    throw problem("RB2109", `${file.name} imports itself`, {
      at,
      hint: `By way of: ${[...context.importedBy, file.name].join(" -> ")}.`,
    });
  }
  const inherited = inheritedBy(fields, context.inherited);
  const inside = { ...context, inherited, folder, importedBy: [...context.importedBy, file.name] };
  return {
    kind: "block",
    ...readEntry(fields, context, file.name, inherited.tags),
    variables: inherited.variables,
    steps: await context.readSteps(listIn(found), context.id, inside),
    rescue: [],
    always: [],
  };
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
