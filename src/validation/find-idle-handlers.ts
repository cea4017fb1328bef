import { nearest } from "../problems/did-you-mean.ts";
import { lint } from "../problems/lint.ts";
import type { Problem } from "../problems/problem.ts";
import { answersTo } from "../runbook/meant-handlers.ts";
import type { Play, Task } from "../runbook/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import { entryOf } from "../source/located.ts";
import type { Site } from "./site.ts";

/** RB2201: handlers that no task of their play notifies. A `notify` that is only known in a run may mean any of them. */
export function findIdleHandlers(sites: readonly Site[]): readonly Problem[] {
  const plays = new Map<Play, ValueSource[]>();
  for (const { play, step } of sites) {
    const notify = step?.kind === "task" && step.notify ? [step.notify] : [];
    plays.set(play, [...(plays.get(play) ?? []), ...notify]);
  }
  return [...plays].flatMap(([play, notifies]) => {
    const named = notifies.flatMap(namesIn);
    if (named.includes(undefined)) return [];
    const meant = slips(named, play.handlers.flatMap(answersTo));
    return play.handlers
      .filter((handler) => !answersTo(handler).some((name) => named.includes(name) || meant.has(name)))
      .map(idle);
  });
}

/** Names that are meant where something near them is notified: that is reported there (RB2104). */
function slips(named: readonly (string | undefined)[], known: readonly string[]): ReadonlySet<string | undefined> {
  const wrong = named.filter((name) => name !== undefined && !known.includes(name));
  return new Set(wrong.map((name) => nearest(name ?? "", known)));
}

/** Names as written; `undefined` for one that only a run can tell. */
function namesIn(notify: ValueSource): readonly (string | undefined)[] {
  if (notify.kind === "list") return notify.items.flatMap(namesIn);
  return [notify.kind === "constant" ? String(notify.value) : undefined];
}

function idle(handler: Task): Problem {
  const name = handler.written && entryOf(handler.written, "name")?.value.span;
  const hint = `Add "notify: ${handler.name}" to the task that should cause it, or take the handler out.`;
  return lint("RB2201", `no task notifies the handler "${handler.name}"`, { at: name ?? handler.moduleSpan, hint });
}
