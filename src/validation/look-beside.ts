import type { Template } from "../expression/ast.ts";
import { parseTemplate } from "../expression/parse-template.ts";
import { sourceText } from "../expression/source-text.ts";
import type { Collector } from "../problems/collector.ts";
import { withPlace } from "../problems/with-place.ts";
import type { Task } from "../runbook/model.ts";
import type { SourceFile } from "../source/span.ts";
import type { Site } from "./site.ts";
import type { Surroundings } from "./surroundings.ts";

/** The same sites, with what the template files of their tasks refer to. RB2107 for files that are not there, RB2001, RB2004. */
export async function lookBeside(
  sites: readonly Site[],
  { readBeside, collector }: Pick<Surroundings, "readBeside"> & { readonly collector: Collector },
): Promise<readonly Site[]> {
  const seen: Site[] = [];
  for (const site of sites) {
    const { step } = site;
    const templates = step?.kind === "task" ? await templatesOf(step, { readBeside, collector }) : [];
    seen.push(templates.length === 0 ? site : { ...site, parsed: [...site.parsed, ...templates] });
  }
  return seen;
}

async function templatesOf(
  { module, parameters, role }: Task,
  { readBeside, collector }: Pick<Surroundings, "readBeside"> & { readonly collector: Collector },
): Promise<readonly Template[]> {
  const templates: Template[] = [];
  for (const [name, source] of parameters) {
    const folder = module.parameters[name]?.beside;
    if (folder === undefined || source.kind !== "constant" || typeof source.value !== "string") continue;
    const wanted = source.value;
    const file = await collector.attemptLater(() => {
      return readBeside(wanted, folder, role).catch((error) => withPlace<SourceFile>(source.span, () => raise(error)));
    });
    if (!file || folder !== "templates") continue;
    const parsed = collector.attempt(() => parseTemplate(sourceText(file.name, file.text), { trimBlocks: true }));
    if (parsed) templates.push(parsed);
  }
  return templates;
}

function raise(error: unknown): never {
  throw error;
}
