import { join } from "node:path";
import { isWholeEnd } from "../engine/exit-code.ts";
import { keyedDigest } from "../engine/keyed-digest.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { PlanSubject, SavedPlan } from "./saved-plan.ts";

/** What a plan is about to be applied with. */
export interface Present {
  readonly engine: string;
  readonly now: Date;
  /** Of the runbook, inventory and values as they are now; its `files` do not count. */
  readonly subject: PlanSubject;
  /** The runbook's folder, and what a file holds now. */
  readonly folder: string;
  readonly readFile: (path: string) => Uint8Array | undefined;
  readonly key: Uint8Array;
}

/** RB7103, one for each thing that is not as it was when the plan was made, and for a plan that ends before its end. */
export function assertFits(plan: SavedPlan, present: Present): void {
  const { subject } = plan;
  const now = present.subject;
  const problems = [
    ...ages(plan, present),
    ...(isStopped(plan)
      ? misfit("hosts failed while the plan was made, so that all were stopped: what comes behind is not planned")
      : []),
    ...(subject.runbook === now.runbook
      ? []
      : misfit(`the runbook ${plan.runbook} was changed since the plan was made`)),
    ...Object.entries(subject.files).flatMap(([name, digest]) => {
      const content = present.readFile(join(present.folder, name));
      const isSame = content !== undefined && keyedDigest(present.key, content) === digest;
      return isSame ? [] : misfit(`the file ${name} ${content ? "was changed" : "is gone"} since the plan was made`);
    }),
    ...inventoryMisfits(subject, now),
    ...(subject.limit === now.limit ? [] : misfit("the limit does not allow the same hosts as when the plan was made")),
    ...valueMisfits(subject, now),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
}

function isStopped({ facts: { finished } }: SavedPlan): boolean {
  return !isWholeEnd(finished);
}

function ages({ engine, expires }: SavedPlan, present: Present): readonly Problem[] {
  return [
    ...(series(engine) === series(present.engine)
      ? []
      : misfit(`the plan was made by runbook ${engine}, and this is ${present.engine}`)),
    ...(present.now.getTime() < Date.parse(expires) ? [] : misfit(`the plan expired at ${expires}`)),
  ];
}

/** Versions of one series decide alike: what comes before the last dot. */
function series(version: string): string {
  return version.replace(/\.[^.]*$/, "");
}

function inventoryMisfits({ inventory }: PlanSubject, now: PlanSubject): readonly Problem[] {
  if (inventory.length !== now.inventory.length) {
    return misfit(`the plan was made with ${inventory.length} inventory files, and these are ${now.inventory.length}`);
  }
  const places = inventory.flatMap((digest, index) => (digest === now.inventory[index] ? [] : [index + 1]));
  return places.flatMap((place) =>
    misfit(`the inventory${inventory.length > 1 ? ` (file ${place})` : ""} was changed since the plan was made`),
  );
}

function valueMisfits({ values, missing }: PlanSubject, now: PlanSubject): readonly Problem[] {
  const names = [...new Set([...Object.keys(values), ...Object.keys(now.values)])].toSorted();
  return names.flatMap((name) => {
    const [was, is] = [own(values, name), own(now.values, name)];
    if (was === is || (was === undefined && missing.includes(name))) return [];
    if (is === undefined) return misfit(`"${name}" has no value now, and had one when the plan was made`);
    if (was === undefined) return misfit(`"${name}" has a value now, and had none when the plan was made`);
    return misfit(`"${name}" has another value than when the plan was made`);
  });
}

function own(values: PlanSubject["values"], name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function misfit(message: string): readonly Problem[] {
  return problem("RB7103", message, { hint: "Nothing was done. Make a new plan." }).problems;
}
