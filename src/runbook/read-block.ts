import { problem } from "../problems/problem.ts";
import { confirmTime } from "./confirm-time.ts";
import type { Fields } from "./fields.ts";
import { inheritedBy } from "./inherited.ts";
import { blockKeywords } from "./keywords.ts";
import type { Block, Settle } from "./model.ts";
import { readEntry } from "./read-entry.ts";
import type { StepContext } from "./step-context.ts";
import { partPrefixes } from "./step-ids.ts";

/** Whether a step is a block. */
export function isBlock(fields: Fields): boolean {
  return ["block", "rescue", "always"].some((key) => fields.entry(key) !== undefined);
}

/** A block with its `rescue` and `always`. RB2103 without steps. */
export async function readBlock(fields: Fields, context: StepContext): Promise<Block> {
  fields.refuseOthers(blockKeywords, "block");
  if (!fields.entry("block")) {
    throw problem("RB2103", '"rescue" and "always" belong to a "block"', { at: fields.map.span });
  }
  const { id, readSteps } = context;
  const inherited = inheritedBy(fields, context.inherited);
  const confirmWithin = context.collector.attempt(() => switchTime(fields, context));
  const inside = { ...context, inherited, isUnderSwitch: context.isUnderSwitch || confirmWithin !== undefined };
  const { rescue, always } = partPrefixes(id);
  const steps = await readSteps(fields.list("block"), id, inside);
  const block: Block = {
    kind: "block",
    ...readEntry(fields, context, "block", inherited.tags),
    variables: inherited.variables,
    steps,
    rescue: await readSteps(fields.list("rescue"), rescue, inside),
    always: await readSteps(fields.list("always"), always, inside),
  };
  return confirmWithin === undefined ? block : underSwitch(block, confirmWithin);
}

function switchTime(fields: Fields, { isUnderSwitch }: StepContext): number | undefined {
  const seconds = confirmTime(fields);
  if (seconds === undefined || !isUnderSwitch) return seconds;
  throw problem("RB1103", 'a block around it has "confirm_within" already', {
    at: fields.entry("confirm_within")?.keySpan,
    hint: "One dead-man switch holds all that the outer block does: take it out here.",
  });
}

/** The block as the only step of another one, at whose end the switch is confirmed, or undoes all of it. */
function underSwitch(block: Block, confirmWithin: number): Block {
  const { rescue, always, steps } = block;
  const settle: Settle = {
    kind: "settle",
    id: `${block.id}.switch`,
    name: `confirm: ${block.name}`,
    when: [],
    tags: [],
    source: undefined,
    span: block.span,
    barrier: false,
  };
  const inner = rescue.length + always.length === 0 ? steps : [{ ...block, when: [] }];
  return { ...block, steps: inner, rescue: [], always: [settle], confirmWithin };
}
