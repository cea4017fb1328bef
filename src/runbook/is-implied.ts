import type { Step } from "./model.ts";

/** Whether nobody wrote it: handlers run between the sections of a play, and facts are gathered at its beginning. */
export function isImplied(step: Step): boolean {
  return (step.kind === "flush" || step.kind === "task") && step.isImplied === true;
}
