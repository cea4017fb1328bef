import { problem } from "../problems/problem.ts";
import type { Fields } from "./fields.ts";
import type { Loop } from "./model.ts";
import { readLoop } from "./read-loop.ts";
import type { StepContext } from "./step-context.ts";

/** What an include is repeated for. RB1101 to the collector for what only tasks can do between items. */
export function readBlockLoop(fields: Fields, { collector }: StepContext): Loop | undefined {
  const loop = readLoop(fields, collector);
  collector.attempt(() => {
    if (!loop?.pause) return;
    throw problem("RB1101", '"pause" is for loops of single tasks', {
      at: loop.pause.span,
      hint: "Let a task of the file wait: command: sleep 5.",
    });
  });
  return loop;
}
