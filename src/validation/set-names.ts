import type { Task } from "../runbook/model.ts";
import { entryOf } from "../source/located.ts";
import type { Span } from "../source/span.ts";
import { namesOfSubsets, subsetsOfTask } from "./gathered-before.ts";
import type { Site } from "./site.ts";

/** A variable that a task sets on the hosts of its play. */
export interface SetName {
  readonly name: string;
  readonly at: Span;
  readonly site: Site;
  readonly task: Task;
  readonly how: "registers" | "sets";
}

/** Every variable that tasks register or set, in the order of a run. */
export function setNames(sites: readonly Site[]): readonly SetName[] {
  return sites.flatMap((site) => {
    const { step } = site;
    return step?.kind === "task" ? namesOf(step).map((found) => ({ ...found, site, task: step })) : [];
  });
}

function namesOf(task: Task): readonly Pick<SetName, "name" | "at" | "how">[] {
  const { register, written } = task;
  const place = written && entryOf(written, "register")?.value.span;
  const registered =
    register === undefined ? [] : [{ name: register, at: place ?? task.span, how: "registers" } as const];
  const brought = [...(task.brings?.values() ?? [])].flatMap((variables) => [...variables.keys()]);
  return [
    ...registered,
    ...[...factNames(task), ...brought].map((name) => ({ name, at: task.moduleSpan, how: "sets" }) as const),
  ];
}

/** The variables that a task's module sets, as far as they are written. */
export function factNames(task: Task): readonly string[] {
  const { module, parameters } = task;
  const gathered = subsetsOfTask(task);
  if (gathered) return namesOfSubsets(gathered);
  if (module.sets !== "free keys") return module.sets ?? [];
  const free = module.freeKeys === undefined ? undefined : parameters.get(module.freeKeys);
  return free?.kind === "map" ? free.entries.map(([name]) => name) : [];
}
