import type { Step } from "../runbook/model.ts";

/** Steps grouped so that hosts may go through a group each at its own pace; a barrier is a group of its own. */
export function stretchesOf(steps: readonly Step[]): readonly (readonly Step[])[] {
  const stretches: Step[][] = [];
  let open: Step[] | undefined;
  for (const step of steps) {
    if (step.barrier) {
      stretches.push([step]);
      open = undefined;
    } else if (open) {
      open.push(step);
    } else {
      open = [step];
      stretches.push(open);
    }
  }
  return stretches;
}
