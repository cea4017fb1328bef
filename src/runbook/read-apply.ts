import type { Expression } from "../expression/ast.ts";
import { Fields } from "./fields.ts";
import { type Inherited, inheritedBy } from "./inherited.ts";
import { roleKeywords } from "./keywords.ts";

/** What holds for the tasks of an include: what is said around it, at it, and under its `apply`. */
export interface Applied {
  readonly inherited: Inherited;
  readonly when: readonly Expression[];
}

/** Takes what stands under `apply` in. */
export function appliedTo(given: Fields, inherited: Inherited): Applied {
  const map = given.mapping("apply");
  if (!map) return { inherited, when: [] };
  const fields = new Fields(map, given.collector);
  fields.refuseOthers(roleKeywords, "apply");
  return { inherited: inheritedBy(fields, inherited), when: fields.conditions("when") ?? [] };
}
