import type { Template } from "../expression/ast.ts";
import { parseTemplate } from "../expression/parse-template.ts";
import { sourceText } from "../expression/source-text.ts";
import type { Collector } from "../problems/collector.ts";
import { withPlace } from "../problems/with-place.ts";
import type { Task } from "../runbook/model.ts";
import { namesFromItems } from "./names-from-items.ts";
import type { Site } from "./site.ts";
import type { Surroundings } from "./surroundings.ts";

/** The same sites, with what the template files of their tasks refer to. RB2107 for files that are not there, RB2001, RB2004. */
export function lookBeside(
  sites: readonly Site[],
  { readBeside, collector }: Pick<Surroundings, "readBeside"> & { readonly collector: Collector },
): readonly Site[] {
  return sites.map((site) => {
    const { step } = site;
    const templates = step?.kind === "task" ? templatesOf(step, { readBeside, collector }) : [];
    return templates.length === 0 ? site : { ...site, parsed: [...site.parsed, ...templates] };
  });
}

function templatesOf(
  task: Task,
  { readBeside, collector }: Pick<Surroundings, "readBeside"> & { readonly collector: Collector },
): readonly Template[] {
  const templates: Template[] = [];
  for (const [parameter, source] of task.parameters) {
    const folder = task.module.parameters[parameter]?.beside;
    if (folder === undefined) continue;
    for (const { name, at } of namesFromItems(source, task)) {
      const file = collector.attempt(() => withPlace(at, () => readBeside(name, folder, task.role)));
      if (!file || folder !== "templates") continue;
      const parsed = collector.attempt(() => parseTemplate(sourceText(file.name, file.text), { trimBlocks: true }));
      if (parsed) templates.push(parsed);
    }
  }
  return templates;
}
