import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Become } from "../transport/connection.ts";
import { carryOut, lookWith } from "./carry-out.ts";
import { decide } from "./decide.ts";
import { withEnvironment } from "./environment.ts";
import { ForeseenView } from "./foreseen-view.ts";
import { noView } from "./host-state.ts";
import type { Item } from "./item.ts";
import { allHold } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import { isPlanning, notKnown } from "./planning.ts";
import { perhaps, preview, undecided } from "./preview.ts";
import { projectFor } from "./project.ts";
import { shownChanges } from "./shown-changes.ts";
import { taskUser } from "./task-user.ts";
import { verdict } from "./verdict.ts";

/** Looks, decides, and previews or acts. Problems are thrown; the caller makes outcomes of them. */
export async function runItem(item: Item): Promise<Outcome> {
  const { task, host } = item;
  const scope = host.variables.scope({ task: task.variables, loop: item.loop });
  const holds = whether(item, scope);
  if (holds === false) return skipped();
  const unknowns = new Set(holds instanceof Unknown ? [holds.because] : []);
  try {
    const user = taskUser(task, item.play, item.context.settings, scope);
    const view = viewFor(item, user);
    const decided = withEnvironment(await decide(task, scope, view, projectFor(item.context, scope)), item, scope);
    if (view instanceof ForeseenView) for (const because of view.unsure) unknowns.add(because);
    if (decided.kind === "undecided") return undecided(item, decided, { view, unknowns });
    if (holds instanceof Unknown) return perhaps(item, decided.decision, { view, unknowns });
    if (view instanceof ForeseenView) return await preview(item, decided.decision, { view, user, unknowns, scope });
    return await act(item, decided.decision, user, scope);
  } catch (error) {
    if (!(error instanceof UnknownError)) throw error;
    return undecided(item, { unknown: error.unknown, targets: [] }, { view: noView(host.name), unknowns });
  }
}

/** Whether the task runs. In an apply it must be known. */
function whether(item: Item, scope: Scope): boolean | Unknown {
  const holds = allHold(item.task.when, scope);
  const answer = holds === true ? (item.perhaps ?? true) : holds;
  if (answer instanceof Unknown && !isPlanning(item)) throw notKnown(item.task, answer);
  return answer;
}

function viewFor({ task, host, ...item }: Item, user: Become | undefined): HostView {
  if (task.module.offHost) return noView(host.name);
  return isPlanning({ task, ...item }) ? host.foreseen(user) : host.live(user);
}

function skipped(): Outcome {
  const result = valueMap([
    ["changed", false],
    ["failed", false],
    ["skipped", true],
  ]);
  return { status: "skipped", changes: [], unknowns: [], result };
}

async function act(item: Item, decision: Decision, user: Become | undefined, scope: Scope): Promise<Outcome> {
  const { task, host, context } = item;
  const changes = shownChanges(task, decision);
  const [first, second] = decision.changes;
  if (!first) return verdict({ item, decision, carried: valueMap([]), changes, scope });
  const shell = await host.shell(user);
  try {
    const looks = task.checkMode === false && first.kind === "run-command" && !second;
    const carried = looks
      ? await lookWith(first, shell, context.clock)
      : await carryOut(decision.changes, shell, context.clock);
    return verdict({ item, decision, carried, changes, scope });
  } finally {
    host.forget();
  }
}
