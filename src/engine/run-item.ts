import { handled } from "../changes/kind-of.ts";
import type { ChangeShown } from "../events/event.ts";
import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import { problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { carryOut, lookWith } from "./carry-out.ts";
import { type Decided, decide } from "./decide.ts";
import { withEnvironment } from "./environment.ts";
import { ForeseenView } from "./foreseen-view.ts";
import { noView } from "./host-state.ts";
import type { Item } from "./item.ts";
import { allHold } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import { projectFor } from "./project.ts";
import { taskUser } from "./task-user.ts";
import { verdict } from "./verdict.ts";

/** Looks, decides, and previews or acts. Problems are thrown; the caller makes outcomes of them. */
export async function runItem(item: Item): Promise<Outcome> {
  const { task, host } = item;
  const scope = host.variables.scope({ task: task.variables, loop: item.loop });
  const holds = allHold(task.when, scope);
  if (holds === false) return skipped();
  const user = taskUser(task, item.play, item.context.settings, scope);
  const planning = isPlanning(item);
  const view = task.module.offHost ? noView(host.name) : planning ? host.foreseen(user) : host.live(user);
  const decided = withEnvironment(await decide(task, scope, view, projectFor(item.context, scope)), item, scope);
  const unknowns = new Set(holds instanceof Unknown ? [holds.because] : []);
  if (view instanceof ForeseenView) for (const because of view.unsure) unknowns.add(because);
  if (decided.kind === "undecided") return undecided(item, decided, unknowns);
  if (holds instanceof Unknown) return perhaps(item, decided.decision, unknowns);
  return planning
    ? preview(item, decided.decision, { user, unknowns, scope })
    : act(item, decided.decision, user, scope);
}

/** True when nothing may be changed: in a plan, and for a task with `check_mode: true`. */
function isPlanning({ task, context }: Item): boolean {
  return context.mode === "plan" || task.checkMode === true;
}

function skipped(): Outcome {
  const result = valueMap([
    ["changed", false],
    ["failed", false],
    ["skipped", true],
  ]);
  return { status: "skipped", changes: [], unknowns: [], result };
}

function undecided(item: Item, decided: Decided & { kind: "undecided" }, unknowns: Set<string>): Outcome {
  const { task, host } = item;
  const { because } = decided.unknown;
  if (!isPlanning(item)) {
    throw problem("RB2003", `this task needs a value that is not known: ${because}`, { at: task.span });
  }
  for (const path of decided.targets) host.foresight.files.set(path, { kind: "unsure", because: knownAfter(task) });
  if (!task.module.readOnly && !task.module.offHost) host.foresight.pending ??= knownAfter(task);
  const status = task.module.readOnly || task.module.offHost ? "ok" : "changed";
  return { status, changes: [], unknowns: [...unknowns.add(because)], result: new Unknown(because) };
}

/** Whether the task runs at all can only be told later: its changes are shown, and what they touch is unsure from here. */
function perhaps({ task, host }: Item, decision: Decision, unknowns: ReadonlySet<string>): Outcome {
  const because = knownAfter(task);
  for (const change of decision.changes) {
    if ("path" in change) host.foresight.files.set(change.path, { kind: "unsure", because });
    else for (const path of change.writes) host.foresight.files.set(path, { kind: "unsure", because });
  }
  if (decision.changes.length > 0) host.foresight.pending ??= because;
  for (const name of Object.keys(decision.facts ?? {})) host.variables.set(name, new Unknown(because));
  const status = decision.changes.length > 0 ? "changed" : "ok";
  return {
    status,
    changes: shown(task, decision),
    unknowns: [...unknowns],
    result: new Unknown([...unknowns][0] ?? because),
  };
}

interface PreviewOptions {
  readonly user: string | undefined;
  readonly unknowns: ReadonlySet<string>;
  readonly scope: Scope;
}

async function preview(item: Item, decision: Decision, { user, unknowns, scope }: PreviewOptions): Promise<Outcome> {
  const { task, host, context } = item;
  const [first, second] = decision.changes;
  const runsInPlan = task.checkMode === false && first?.kind === "run-command" && !second;
  if (runsInPlan && host.foresight.pending === undefined && unknowns.size === 0) {
    const carried = await lookWith(first, await host.shell(user), context.clock);
    return verdict({ item, decision, carried, changes: shown(task, decision), scope });
  }
  if (runsInPlan) return notYet(item, decision, { unknowns, scope });
  const because = knownAfter(task);
  for (const change of decision.changes) handled(change).foresee(host.foresight.files, because);
  if (decision.changes.length > 0) host.foresight.pending ??= because;
  const carried = decision.changes.some(({ kind }) => kind === "run-command") ? unknownOutput(because) : valueMap([]);
  return verdict({ item, decision, carried, changes: shown(task, decision), unknowns: [...unknowns], scope });
}

/** A command that would look at the host, but not before what is pending there has happened. */
function notYet(item: Item, decision: Decision, { unknowns, scope }: Omit<PreviewOptions, "user">): Outcome {
  const because = item.host.foresight.pending ?? [...unknowns][0] ?? knownAfter(item.task);
  const changes = shown(item.task, decision);
  return verdict({ item, decision, carried: unknownOutput(because), changes, unknowns: [...unknowns, because], scope });
}

async function act(item: Item, decision: Decision, user: string | undefined, scope: Scope): Promise<Outcome> {
  const { task, host, context } = item;
  const changes = shown(task, decision);
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

function knownAfter(task: Task): string {
  return `known after: ${task.name}`;
}

function shown(task: Task, decision: Decision): readonly ChangeShown[] {
  const all = decision.changes.map((change) => handled(change).show());
  return task.noLog ? all.map(({ kind }) => ({ kind, title: "(hidden by no_log)" })) : all;
}

/** What a command that has not run yet adds to a result. */
function unknownOutput(because: string): ValueMap {
  const unknown = new Unknown(because);
  return valueMap(["rc", "stdout", "stdout_lines", "stderr", "stderr_lines", "took"].map((name) => [name, unknown]));
}
