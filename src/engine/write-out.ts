import type { Value } from "../expression/value.ts";
import type { Block, Loop, Step } from "../runbook/model.ts";
import { idInRound } from "../runbook/step-ids.ts";
import { loopVariables } from "./loop-variables.ts";
import { shortText } from "./short-text.ts";

/** One time through a loop: the item, and which one it is, from 0 on. */
export interface Repetition {
  readonly loop: Loop;
  readonly item: Value;
  readonly index: number;
  /** The item comes of what must not be told. */
  readonly isHushed: boolean;
}

/** A block of a loop as it is for one item: its steps have ids of their own, know the item, and are called after it. */
export function writtenOut(block: Block, { loop, item, index, isHushed }: Repetition): Block {
  const around = loopVariables(loop, item, index);
  const isShort = typeof item === "string" || typeof item === "number";
  const called = isShort && !isHushed ? shortText(item) : `item ${index + 1}`;
  const one = <S extends Step>(step: S): S => ({
    ...step,
    id: idInRound(step.id, block.id, index),
    around: new Map([...(step.around ?? []), ...around]),
    ...(isHushed && { isHushed }),
  });
  const inside = (step: Step): Step => {
    if (step.kind === "block") return { ...one(step), ...partsOf(step, inside) };
    const isHidden = step.kind === "task" && step.noLog;
    return { ...one(step), name: `${step.name} (${isHidden ? `item ${index + 1}` : called})` };
  };
  const { choice } = block;
  const otherwise = choice && { ...one(choice.otherwise), name: `${choice.otherwise.name} (${called})` };
  return {
    ...one(block),
    loop: undefined,
    ...partsOf(block, inside),
    ...(otherwise && { choice: { ...choice, otherwise } }),
  };
}

function partsOf(
  { steps, rescue, always }: Block,
  each: (step: Step) => Step,
): Pick<Block, "steps" | "rescue" | "always"> {
  return { steps: steps.map(each), rescue: rescue.map(each), always: always.map(each) };
}
