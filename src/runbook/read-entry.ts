import type { Fields } from "./fields.ts";
import { nameInRole } from "./roles/name-in-role.ts";
import type { StepContext } from "./step-context.ts";

/** What every step has; `tags` are those around it and its own. */
export function readEntry(
  fields: Fields,
  { id, inherited }: StepContext,
  fallbackName: string,
  tags: readonly string[] = [...inherited.tags, ...fields.words("tags")],
) {
  const { role, given } = inherited;
  return {
    id,
    name: nameInRole(fields.text("name") ?? fallbackName, role),
    role,
    given,
    when: fields.conditions("when") ?? [],
    tags,
    source: fields.text("source"),
    span: fields.map.span,
    written: fields.map,
  };
}
