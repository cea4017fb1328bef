import type { Change } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import type { ChangeShown } from "../events/event.ts";
import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { carryOut, lookWith } from "./carry-out.ts";
import { decide, type Undecided } from "./decide.ts";
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

function viewFor({ task, host, ...item }: Item, user: string | undefined): HostView {
  if (task.module.offHost) return noView(host.name);
  return isPlanning({ task, ...item }) ? host.foreseen(user) : host.live(user);
}

/** True when nothing may be changed: in a plan, and for a task with `check_mode: true`. */
function isPlanning({ task, context }: Pick<Item, "task" | "context">): boolean {
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

/** What a preview is made with: the view that decided, and what is unknown about it. */
interface Preview {
  readonly view: HostView;
  readonly unknowns: Set<string>;
}

function undecided(
  item: Item,
  { unknown, targets }: Pick<Undecided, "unknown" | "targets">,
  { view, unknowns }: Preview,
): Outcome {
  const { task } = item;
  if (!isPlanning(item)) throw notKnown(task, unknown);
  for (const path of targets) markUnsure(path, view, item);
  const quiet = task.module.readOnly || task.module.offHost;
  if (!quiet) markUnforeseen(item);
  return {
    status: quiet ? "ok" : "changed",
    changes: [],
    unknowns: [...unknowns.add(unknown.because)],
    result: new Unknown(unknown.because),
  };
}

/** Whether the task runs at all can only be told later: its changes are shown, and what they touch is unsure from here. */
function perhaps(item: Item, decision: Decision, { view, unknowns }: Preview): Outcome {
  const { task, host } = item;
  for (const change of decision.changes) {
    const paths = change.kind === "run-command" ? change.writes : [change.path];
    for (const path of paths) markUnsure(path, view, item);
  }
  if (decision.changes.length > 0) markUnforeseen(item);
  for (const name of Object.keys(decision.facts ?? {})) host.variables.set(name, new Unknown(knownAfter(task)));
  return {
    status: decision.changes.length > 0 ? "changed" : "ok",
    changes: shown(task, decision),
    unknowns: [...unknowns],
    result: new Unknown([...unknowns][0] ?? knownAfter(task)),
  };
}

function markUnsure(path: string, view: HostView, { task, host }: Item): void {
  const place = view instanceof ForeseenView ? view.place(path) : path;
  host.foresight.files.set(place, { kind: "unsure", because: knownAfter(task) });
}

function markUnforeseen({ task, host: { foresight } }: Item): void {
  foresight.pending ??= knownAfter(task);
  foresight.unforeseen ??= knownAfter(task);
}

function notKnown(task: Task, { because }: Unknown): ProblemError {
  return problem("RB2003", `this task needs a value that is not known: ${because}`, { at: task.span });
}

interface PreviewOptions extends Preview {
  readonly view: ForeseenView;
  readonly user: string | undefined;
  readonly scope: Scope;
}

async function preview(
  item: Item,
  decision: Decision,
  { view, user, unknowns, scope }: PreviewOptions,
): Promise<Outcome> {
  const { task, host, context } = item;
  const [first, second] = decision.changes;
  const runsInPlan = task.checkMode === false && first?.kind === "run-command" && !second;
  if (runsInPlan && host.foresight.pending === undefined && unknowns.size === 0) {
    const carried = await lookWith(first, await host.shell(user), context.clock);
    return verdict({ item, decision, carried, changes: shown(task, decision), scope });
  }
  if (runsInPlan) return notYet(item, decision, { unknowns, scope });
  const because = knownAfter(task);
  for (const change of decision.changes) handled(placed(change, view)).foresee(host.foresight.files, because);
  if (decision.changes.length > 0) host.foresight.pending ??= because;
  const runs = decision.changes.some(({ kind }) => kind === "run-command");
  if (runs) markUnforeseen(item);
  const carried = runs ? unknownOutput(because) : valueMap([]);
  return verdict({ item, decision, carried, changes: shown(task, decision), unknowns: [...unknowns], scope });
}

/** The change at the place where later tasks will find it, whatever links lead there. */
function placed(change: Change, view: ForeseenView): Change {
  if (change.kind !== "run-command") return { ...change, path: view.place(change.path) };
  return { ...change, writes: change.writes.map((path) => view.place(path)) };
}

/** A command that would look at the host, but not before what is pending there has happened. */
function notYet(
  item: Item,
  decision: Decision,
  { unknowns, scope }: Pick<PreviewOptions, "unknowns" | "scope">,
): Outcome {
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
