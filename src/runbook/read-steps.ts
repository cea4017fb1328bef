import type { Located } from "../source/located.ts";
import type { Step } from "./model.ts";
import { readStep } from "./read-step.ts";
import type { StepsContext } from "./step-context.ts";

/** Reads a list of steps; ids are made of the prefix and the place in the list. */
export async function readSteps(
  items: readonly Located[],
  prefix: string,
  context: StepsContext,
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const [index, item] of items.entries()) {
    const step = await context.collector.attemptLater(() =>
      readStep(item, { ...context, id: `${prefix}.${index + 1}` }),
    );
    if (step) steps.push(step);
  }
  return steps;
}
