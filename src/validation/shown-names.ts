import { definedWhen } from "../expression/references.ts";
import type { Step, Task } from "../runbook/model.ts";
import { parsedIn } from "../runbook/parsed-in.ts";

/** Names that are defined on every host that gets past a step: an `assert` or `fail` there stops the others. */
export function namesShownBy(step: Step): readonly string[] {
  if (step.kind !== "task" || step.ignoreErrors || step.failedWhen || step.loop || step.tags.includes("never"))
    return [];
  const [condition, ...others] = step.when;
  if (step.module.alwaysFails) return condition && others.length === 0 ? definedWhen(condition, false) : [];
  return condition ? [] : namesAsserted(step);
}

/** Names that an `assert` shows to be defined. */
export function namesAsserted({ module, parameters }: Task): readonly string[] {
  const that = module.name === "assert" ? parameters.get("that") : undefined;
  const conditions = that ? parsedIn(that) : [];
  return conditions.flatMap((condition) => ("parts" in condition ? [] : definedWhen(condition, true)));
}
