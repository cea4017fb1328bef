import type { SelectedPlay } from "../engine/select-steps.ts";
import { leavesOf } from "../runbook/leaves-of.ts";
import type { Step } from "../runbook/model.ts";
import type { Surroundings } from "./surroundings.ts";

/** Whether something is left to be done of an entry, by what was selected of its play. */
export function selectionOf(plays: readonly SelectedPlay[]): Surroundings["isSelected"] {
  const steps = plays.flatMap((play) => leavesOf(play.steps));
  const left = new Set<Step>(steps.filter(({ kind }) => kind !== "settle" && kind !== "flush"));
  return (step) => leavesOf([step]).some((leaf) => left.has(leaf));
}
