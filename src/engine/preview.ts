import type { Change } from "../changes/change.ts";
import { handled } from "../changes/kind-of.ts";
import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { perhapsBrought } from "./brought-by.ts";
import { lookWith } from "./carry-out.ts";
import type { Undecided } from "./decide.ts";
import { ForeseenView } from "./foreseen-view.ts";
import type { Item } from "./item.ts";
import type { Outcome } from "./outcome.ts";
import { isPlanning, notKnown } from "./planning.ts";
import { shownChanges } from "./shown-changes.ts";
import { verdict } from "./verdict.ts";

/** What a preview is made with: the view that decided, and what is unknown about it. */
export interface Preview {
  readonly view: HostView;
  readonly unknowns: Set<string>;
}

/** A task whose decision only a real run can make: what it may write is unsure from here. In an apply that is a failure. */
export function undecided(
  item: Item,
  { unknown, targets }: Pick<Undecided, "unknown" | "targets">,
  { view, unknowns }: Preview,
): Outcome {
  const { task } = item;
  if (!isPlanning(item)) throw notKnown(task, unknown);
  for (const path of targets) markUnsure(path, view, item);
  item.host.variables.learned.bring(perhapsBrought(task, unknown.because));
  const quiet = task.module.readOnly || task.module.offHost || task.module.discreet;
  if (!quiet) markUnforeseen(item);
  return {
    status: quiet ? "ok" : "changed",
    changes: [],
    unknowns: [...unknowns.add(unknown.because)],
    result: new Unknown(unknown.because),
  };
}

/** Whether the task runs at all can only be told later: its changes are shown, and what they touch is unsure from here. */
export function perhaps(item: Item, decision: Decision, { view, unknowns }: Preview): Outcome {
  const { task, host } = item;
  for (const change of decision.changes) {
    const paths = change.kind === "run-command" ? change.writes : [change.path];
    for (const path of paths) markUnsure(path, view, item);
  }
  if (decision.changes.length > 0) markUnforeseen(item);
  const later = new Unknown(knownAfter(task));
  const learner = host.learnerOf(task);
  for (const name of Object.keys(decision.sets ?? {})) learner.set(name, later);
  learner.gather(new Map(Object.keys(decision.gathered ?? {}).map((name) => [name, later])));
  host.variables.learned.bring(perhapsBrought(task, knownAfter(task)));
  return {
    status: decision.changes.length > 0 ? "changed" : "ok",
    changes: shownChanges(task, decision),
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

interface PreviewOptions extends Preview {
  readonly view: ForeseenView;
  readonly user: Become | undefined;
  readonly scope: Scope;
}

/** Changes go into the overlay; a command that only looks runs, while nothing is pending on the host. */
export async function preview(
  item: Item,
  decision: Decision,
  { view, user, unknowns, scope }: PreviewOptions,
): Promise<Outcome> {
  const { task, host, context } = item;
  const [first, second] = decision.changes;
  const runsInPlan = task.checkMode === false && first?.kind === "run-command" && !second;
  if (runsInPlan && host.foresight.pending === undefined && unknowns.size === 0) {
    const carried = await lookWith(first, await host.shell(user), context.clock);
    return verdict({ item, decision, carried, changes: shownChanges(task, decision), scope });
  }
  if (runsInPlan) return notYet(item, decision, { unknowns, scope });
  const because = knownAfter(task);
  for (const change of decision.changes) handled(placed(change, view)).foresee(host.foresight.files, because);
  if (decision.changes.length > 0) host.foresight.pending ??= because;
  const runs = decision.changes.some(({ kind }) => kind === "run-command");
  if (runs) markUnforeseen(item);
  const carried = runs ? unknownOutput(because, decision.changes) : valueMap([]);
  return verdict({ item, decision, carried, changes: shownChanges(task, decision), unknowns: [...unknowns], scope });
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
  const changes = shownChanges(item.task, decision);
  return verdict({
    item,
    decision,
    carried: unknownOutput(because, decision.changes),
    changes,
    unknowns: [...unknowns, because],
    scope,
  });
}

function knownAfter(task: Task): string {
  return `known after: ${task.name}`;
}

const ofCommands = ["rc", "stdout", "stdout_lines", "stderr", "stderr_lines", "took"];
const ofJobs = ["started", "finished", "ansible_job_id", "results_file"];

/** What a command that has not run yet adds to a result. */
function unknownOutput(because: string, changes: readonly Change[]): ValueMap {
  const unknown = new Unknown(because);
  const isJob = changes.some((change) => change.kind === "run-command" && change.background !== undefined);
  return valueMap((isJob ? ofJobs : ofCommands).map((name) => [name, unknown]));
}
