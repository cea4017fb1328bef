import type { Leaf, Step } from "./model.ts";

/** All steps that are no blocks, in the order of the file: of a block its steps, its `rescue`, its `always`. */
export function leavesOf(steps: readonly Step[]): readonly Leaf[] {
  return steps.flatMap((step) =>
    step.kind === "block" ? leavesOf([...step.steps, ...step.rescue, ...step.always]) : [step],
  );
}

/** The steps among them that only run where something has failed. */
export function rescuersIn(steps: readonly Step[]): readonly Leaf[] {
  return steps.flatMap((step) => {
    if (step.kind !== "block") return [];
    return [...rescuersIn(step.steps), ...leavesOf(step.rescue), ...rescuersIn(step.always)];
  });
}
