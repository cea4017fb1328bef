import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import { inheritedBy } from "./inherited.ts";
import { blockKeywords } from "./keywords.ts";
import type { Block } from "./model.ts";
import { readEntry } from "./read-entry.ts";
import type { StepContext } from "./step-context.ts";
import { partPrefixes } from "./step-ids.ts";

/** Whether a step is a block. */
export function isBlock(fields: Fields): boolean {
  return ["block", "rescue", "always"].some((key) => fields.entry(key) !== undefined);
}

/** A block with its `rescue` and `always`. RB2103 without steps. */
export async function readBlock(fields: Fields, context: StepContext): Promise<Block> {
  const confirmed = fields.entry("confirm_within");
  context.collector.attempt(() => {
    if (!confirmed) return;
    throw problem("RB1103", '"confirm_within" is for single tasks, not for a block', {
      at: confirmed.keySpan,
      hint: "Give it to the task that may cut the host off: one switch cannot undo several tasks yet.",
    });
  });
  fields.refuseOthers([...blockKeywords, "confirm_within"], "block");
  if (!fields.entry("block")) {
    throw problem("RB2103", '"rescue" and "always" belong to a "block"', { at: fields.map.span });
  }
  const { id, readSteps } = context;
  const inherited = inheritedBy(fields, context.inherited);
  const inside = { ...context, inherited };
  const { rescue, always } = partPrefixes(id);
  const steps = await readSteps(fields.list("block"), id, inside);
  return {
    kind: "block",
    ...readEntry(fields, context, "block", inherited.tags),
    variables: inherited.variables,
    steps,
    rescue: await readSteps(fields.list("rescue"), rescue, inside),
    always: await readSteps(fields.list("always"), always, inside),
  };
}
