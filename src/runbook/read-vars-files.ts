import { problem } from "../problems/problem.ts";
import { isVault } from "../secrets/vault/is-vault.ts";
import type { Located } from "../source/located.ts";
import { readYaml } from "../source/read-yaml.ts";
import type { Span } from "../source/span.ts";
import { nameBeforeRun } from "./candidate-files.ts";
import type { Fields } from "./fields.ts";
import type { IncludedFiles } from "./included-files.ts";
import { compileValue, type ValueSource } from "./value-source.ts";
import { variablesIn } from "./variables-in.ts";

/** Where files are looked for. */
interface Place {
  readonly files: IncludedFiles;
  readonly folder: string;
}

/** The variables in a play's `vars_files`; a later file wins. What is wrong goes to the collector. */
export async function readVarsFiles(
  fields: Fields,
  { files, folder }: Place,
): Promise<ReadonlyMap<string, ValueSource>> {
  const { collector } = fields;
  const variables = new Map<string, ValueSource>();
  const given = fields.entry("vars_files")?.value;
  for (const item of given?.kind === "scalar" && given.value !== null ? [given] : fields.list("vars_files")) {
    await collector.attemptLater(async () => {
      const { text, span } = chosen(item, { files, folder });
      const { file } = await files.read(text, { from: folder, at: span });
      if (isVault(file.text)) throw problem("RB3201", `"${text}" is vaulted, and cannot be opened here`, { at: span });
      if (file.text.replaceAll(/^(#.*|---)$/gm, "").trim() === "") return;
      const root = readYaml(file);
      if (root.kind !== "map") throw problem("RB1101", `"${text}" must be a mapping of variables`, { at: root.span });
      for (const [name, source] of variablesIn(root.entries, collector)) variables.set(name, source);
    });
  }
  return variables;
}

/** A file's name; of a list, the first that is there. */
function chosen(item: Located, { files, folder }: Place): { readonly text: string; readonly span: Span } {
  const names = (item.kind === "list" ? item.items : [item]).map((one) => nameIn(one, files));
  const found = names.find(({ text }) => files.has(text, folder)) ?? names[0];
  if (!found) throw problem("RB1101", "a list of files must name one", { at: item.span });
  return found;
}

function nameIn(located: Located, files: IncludedFiles) {
  const text = located.kind === "scalar" ? nameBeforeRun(compileValue(located), files) : undefined;
  if (text !== undefined) return { text, span: located.span };
  throw problem("RB2111", "which file of variables this is must be known before the run", {
    at: located.span,
    hint: 'It is read for all hosts alike; playbook_dir is known. A task takes one of several: include_vars: "stages/{{ stage }}.yml".',
  });
}
