import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import type { Value } from "../expression/value.ts";
import type { Read } from "../modules/contract/reads.ts";
import { ProblemError } from "../problems/problem.ts";
import { loopItems } from "../runbook/loop-items.ts";
import type { Play, Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { argumentsOf } from "./decide.ts";
import { shellKey } from "./host-session.ts";
import type { HostVariables } from "./host-variables.ts";
import { allHold } from "./judge.ts";
import { loopVariables } from "./loop-variables.ts";
import { comingSteps, type Place } from "./place.ts";
import type { RunSettings } from "./run-context.ts";
import { taskUser } from "./task-user.ts";

/** Where a host stands in its play. */
export interface Position {
  readonly play: Play;
  /** In front of the task it is at. */
  readonly place: Place;
  /** How many items of the first task's loop are over. */
  readonly over: number;
}

const mostTasks = 64;

/**
 * What tasks from here on will ask the host as this user, as far as it can be told now; up to the first that may change the
 * host in ways of its own, such as a command. A task that cannot be told of yet is passed over.
 */
export function comingReads(
  { play, place, over }: Position,
  user: Become | undefined,
  { variables, settings }: { readonly variables: HostVariables; readonly settings: RunSettings },
): readonly Read[] {
  const reads: Read[] = [];
  let count = 0;
  for (const task of comingSteps(place)) {
    if (task.kind !== "task" || task.delegateTo || (task.barrier && count > 0) || count === mostTasks) break;
    reads.push(...readsOf(task, count === 0 ? over : 0, user, { play, variables, settings }));
    count++;
    if (!task.module.reads && !task.module.readOnly && !task.module.offHost) break;
  }
  return reads;
}

interface Setting {
  readonly play: Play;
  readonly variables: HostVariables;
  readonly settings: RunSettings;
}

function readsOf(task: Task, over: number, user: Become | undefined, setting: Setting): readonly Read[] {
  const { reads } = task.module;
  if (!reads) return [];
  const { play, variables, settings } = setting;
  return guessed(() =>
    loopsOf(task, over, variables).flatMap((loop) =>
      guessed(() => {
        const scope = variables.scope({ task, loop });
        if (allHold(task.when, scope) !== true) return [];
        if (shellKey(taskUser(task, play, settings, scope)) !== shellKey(user)) return [];
        const known = argumentsOf(task, scope);
        return known.kind === "known" ? reads(known.parameters) : [];
      }),
    ),
  );
}

function loopsOf(task: Task, over: number, variables: HostVariables): readonly ReadonlyMap<string, Value>[] {
  const { loop } = task;
  if (!loop) return [new Map()];
  const items = loopItems(loop, variables.scope({ task }));
  if (items instanceof Unknown) return [];
  return items.slice(over, over + mostTasks).map((item, index) => loopVariables(loop, item, over + index));
}

/** A mistake in a coming task is told of when it is that task's turn. */
function guessed(reads: () => readonly Read[]): readonly Read[] {
  try {
    return reads();
  } catch (error) {
    if (error instanceof ProblemError || error instanceof UnknownError) return [];
    throw error;
  }
}
