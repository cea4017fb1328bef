import type { Expression } from "../expression/ast.ts";
import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import type { Block, Runbook, Step } from "../runbook/model.ts";
import type { Site } from "./site.ts";

/** RB2204: tasks whose condition is never true, and the first task after one that always fails. */
export function findUnreachable({ plays }: Runbook, sites: readonly Site[]): readonly Problem[] {
  return [
    ...sites.flatMap(({ step }) => (step ? neverTrue(step) : [])),
    ...plays.flatMap(({ tasks }) => afterFailure(tasks)),
  ];
}

function neverTrue(step: Step): readonly Problem[] {
  const found = step.when.find(isFalse);
  if (!found) return [];
  const hint = "Take the task out, or correct the condition.";
  return [lint("RB2204", `"${step.name}" never runs: its condition is always false`, { at: found.span, hint })];
}

function isFalse(condition: Expression): boolean {
  if (condition.kind === "literal") return condition.value === false || condition.value === null;
  if (condition.kind !== "binary") return false;
  return condition.operator === "and" && (isFalse(condition.left) || isFalse(condition.right));
}

function afterFailure(steps: readonly Step[]): readonly Problem[] {
  const inside = steps.flatMap((step) => (step.kind === "block" ? [step.steps, step.rescue, step.always] : []));
  return [...inside.flatMap(afterFailure), ...(steps.some(isChosen) ? [] : afterLast(steps))];
}

function isChosen(step: Step): boolean {
  return step.kind === "block" && step.chosen !== undefined;
}

function afterLast(steps: readonly Step[]): readonly Problem[] {
  const last = steps.findIndex(alwaysFails);
  const next = last < 0 ? undefined : steps[last + 1];
  if (!next) return [];
  const at = next.written?.entries[0]?.keySpan ?? next.span;
  const hint = `Give "${steps[last]?.name}" a condition: "when: ...".`;
  return [lint("RB2204", `"${next.name}" never runs: "${steps[last]?.name}" before it always fails`, { at, hint })];
}

function alwaysFails(step: Step): boolean {
  if (step.kind === "block") return step.when.length === 0 && !step.loop && !step.choice && failsInside(step);
  if (step.kind !== "task" || !step.module.alwaysFails) return false;
  return step.when.length === 0 && !step.loop && !step.ignoreErrors && !step.failedWhen && !isTagged(step);
}

/** A step of it fails, and nothing that succeeds rescues. */
function failsInside({ steps, rescue, always }: Block): boolean {
  const isRescued = rescue.length > 0 && !rescue.some(alwaysFails);
  return (steps.some(alwaysFails) && !isRescued) || always.some(alwaysFails);
}

/** It runs only where it is asked for. */
function isTagged({ tags }: Step): boolean {
  return tags.includes("never");
}
