import { posix } from "node:path";
import type { Change } from "../changes/change.ts";
import { checkUndoable } from "../changes/undo-script.ts";
import type { Scope } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { type ValueMap, valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Block } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { inBackground } from "./background.ts";
import { blockSwitchOf } from "./block-switch.ts";
import { carryOut, lookWith, together } from "./carry-out.ts";
import { type Decided, decide } from "./decide.ts";
import { isDelegated, onDelegate } from "./delegate.ts";
import { doneBefore } from "./done-before.ts";
import { withEnvironment } from "./environment.ts";
import { ForeseenView } from "./foreseen-view.ts";
import { type HostState, noView } from "./host-state.ts";
import type { Item } from "./item.ts";
import type { ItemEnd } from "./item-end.ts";
import { allHold } from "./judge.ts";
import { LiveView } from "./live-view.ts";
import type { PendingTask, Work } from "./pending-tasks.ts";
import { isAfterFailure, switchBlockOf } from "./place.ts";
import { isPlanning, notKnown } from "./planning.ts";
import { perhaps, preview, undecided } from "./preview.ts";
import { projectFor } from "./project.ts";
import { shownChanges } from "./shown-changes.ts";
import { skipped } from "./skipped.ts";
import { taskUser } from "./task-user.ts";
import { withTimeout } from "./timeout.ts";
import { type UnderSwitch, underSwitch } from "./under-switch.ts";
import { verdict } from "./verdict.ts";

/**
 * Looks, decides, and previews or acts; changes of files are left to `pending`. Problems are thrown, the caller makes outcomes
 * of them; AbandonedError when what is pending fails.
 */
export async function runItem(item: Item, pending: PendingTask): Promise<ItemEnd> {
  const { task, host } = item;
  const scope = host.variables.scope({ task, loop: item.loop });
  if (!host.principal) host.plan?.begin();
  const holds = whether(item, scope);
  if (holds === false) {
    follow(item, [], noView(host.name));
    return { outcome: skipped() };
  }
  const unknowns = new Set(holds instanceof Unknown ? [holds.because] : []);
  try {
    if (isDelegated(item)) return await onDelegate(item, scope, runItem);
    const user = taskUser(task, item.play, item.context.settings, host.becomeScope(scope));
    const view = viewFor(item, user);
    const said = inPlace(await decide(task, scope, view, projectFor(item, scope)), view);
    const decided = inBackground(withTimeout(withEnvironment(said, item, scope), item, scope), item, scope);
    if (view instanceof ForeseenView) for (const because of view.unsure) unknowns.add(because);
    host.plan?.decided(task, host.foresight.files, {
      ...planned(task, decided, { view, user, unknowns }),
      delegate: delegateOf(host),
    });
    const around = item.place && switchBlockOf(item.place);
    if (decided.kind === "decided") checkGuarded(decided.decision.changes, { item, user, around });
    if (decided.kind === "decided") follow(item, decided.decision.changes, view);
    if (decided.kind === "undecided") return { outcome: undecided(item, decided, { view, unknowns }) };
    if (holds instanceof Unknown) return { outcome: perhaps(item, decided.decision, { view, unknowns }) };
    if (view instanceof ForeseenView) {
      return { outcome: await preview(item, decided.decision, { view, user, unknowns, scope }) };
    }
    return await act({ item, decision: decided.decision, user, scope, pending });
  } catch (error) {
    if (!(error instanceof UnknownError)) throw error;
    const { because } = error.unknown;
    const later = { view: noView(host.name), user: undefined, unknowns: [...unknowns, because], isOpen: acts(task) };
    host.plan?.decided(task, host.foresight.files, later);
    return { outcome: undecided(item, { unknown: error.unknown, targets: [] }, { view: noView(host.name), unknowns }) };
  }
}

/** Two paths may lead to one file: what is new, or names its path itself, is told by the path without links in its folders. */
function inPlace(decided: Decided, view: HostView): Decided {
  if (decided.kind === "undecided" || !(view instanceof LiveView || view instanceof ForeseenView)) return decided;
  const changes = decided.decision.changes.map((change) => {
    if (change.kind === "run-command" || (change.kind === "write-file" && change.before)) return change;
    const place = view.place(change.path);
    return posix.basename(place) === posix.basename(change.path) ? { ...change, path: place } : change;
  });
  return { ...decided, decision: { ...decided.decision, changes } };
}

/**
 * In an apply that makes a plan true: RB7104 when something else is decided. What is left of a task that was cut off is free, what
 * is tried again, and what is done in a block after something in it has failed: no plan could know of it.
 */
function follow(item: Item, changes: readonly Change[], view: HostView): void {
  const { task, host, index = 0, isAgain } = item;
  const isFree =
    isPlanning(item) || isAgain || host.past?.hasBegun(task.id) || (item.place && isAfterFailure(item.place));
  const place = (path: string) => (view instanceof LiveView ? view.place(path) : path);
  const deciding = { task, index, delegate: delegateOf(host), place };
  const different = isFree ? undefined : host.followed?.decided(deciding, changes);
  if (different === undefined) return;
  (host.principal ?? host).isRefused = true;
  throw different;
}

function delegateOf({ name, principal }: HostState): string | undefined {
  return principal ? name : undefined;
}

/** Neither only looks, nor only computes. */
function acts({ module }: Item["task"]): boolean {
  return !module.readOnly && !module.offHost;
}

function planned(
  task: Item["task"],
  decided: Decided,
  {
    view,
    user,
    unknowns,
  }: { readonly view: HostView; readonly user: Become | undefined; readonly unknowns: ReadonlySet<string> },
) {
  if (decided.kind === "decided") return { view, user, decision: decided.decision, unknowns: [...unknowns] };
  const isOpen = acts(task) && decided.targets.length === 0;
  return { view, user, unknowns: [...new Set([...unknowns, decided.unknown.because])], isOpen };
}

/** Whether the task runs. In an apply it must be known. */
function whether(item: Item, scope: Scope): boolean | Unknown {
  const around = item.place?.within?.holds() ?? true;
  const holds = around === false ? false : allHold(item.task.when, scope);
  const answer = holds === true ? (item.perhaps ?? around) : holds;
  if (answer instanceof Unknown && !isPlanning(item)) throw notKnown(item.task, answer);
  return answer;
}

function viewFor({ task, host, ...item }: Item, user: Become | undefined): HostView {
  if (task.module.offHost) return noView(host.name);
  return isPlanning({ task, ...item }) ? host.foreseen(user) : host.live(user);
}

interface Acting {
  readonly item: Item;
  readonly decision: Decision;
  readonly user: Become | undefined;
  readonly scope: Scope;
  readonly pending: PendingTask;
}

async function act({ item, decision, user, scope, pending }: Acting): Promise<ItemEnd> {
  const { task, host } = item;
  const evidence = { item, decision, changes: shownChanges(task, decision), scope };
  const { changes } = decision;
  if (changes.length === 0) return { outcome: verdict({ ...evidence, carried: valueMap([]) }) };
  const around = item.place && switchBlockOf(item.place);
  const isLook = changes.every((change) => change.kind === "run-command") && task.checkMode === false;
  if (around && !isLook) {
    await host.pending.flush();
    return { outcome: verdict({ ...evidence, carried: await inBlock(changes, { item, user, around }) }) };
  }
  if (task.confirmWithin !== undefined) {
    await host.pending.flush();
    const failureOf = (carried: ValueMap) => {
      const { status, problem: bad } = verdict({ ...evidence, carried });
      return status === "failed" ? (bad?.message ?? "the task failed") : undefined;
    };
    return { outcome: verdict({ ...evidence, carried: await confirmed(changes, { item, user, failureOf }) }) };
  }
  if (changes.some(({ kind }) => kind === "run-command")) {
    await host.pending.flush();
    return { outcome: verdict({ ...evidence, carried: await runNow(item, decision, user) }) };
  }
  const work: Work = { task, item: item.index, user, changes, end: "waiting" };
  host.pending.add(pending, work);
  if (!mayWait(task)) await host.pending.flush();
  return { outcome: verdict({ ...evidence, carried: valueMap([]) }), work };
}

/** When the host goes on in spite of a failure, what comes next needs to know how this task ended. */
function mayWait({ ignoreErrors, ignoreUnreachable, failedWhen, until }: Item["task"]): boolean {
  return (
    ignoreErrors === undefined && ignoreUnreachable === undefined && failedWhen === undefined && until === undefined
  );
}

/** What carrying out adds to the result. Changes with a command among them are made at once: it may do anything. */
async function runNow(item: Item, { changes }: Decision, user: Become | undefined) {
  const { task, host, context, index } = item;
  const [first, second] = changes;
  const { clock } = context;
  const shell = await host.shell(user);
  const renew = () => host.renew(user);
  if (task.checkMode === false && first?.kind === "run-command" && !second) {
    const carried = await lookWith(first, shell, clock);
    host.forget();
    return carried;
  }
  const results: ValueMap[] = [];
  for (const some of host.past ? changes.map((change) => [change]) : [changes]) {
    const before = host.past ? await doneBefore(some[0], item) : undefined;
    const carried = before
      ? { results: [before], failure: undefined }
      : await carryOut(
          some.map((change) => ({ change, task, item: index })),
          { shell, clock, record: host.record, renew },
        );
    results.push(...carried.results);
    if (carried.failure !== undefined) throw carried.failure;
  }
  return together(results);
}

/** What carrying out under a dead-man switch adds to the result. */
function confirmed(changes: readonly Change[], under: UnderSwitch): Promise<ValueMap> {
  return whatIsLeft(changes, under.item, (left) => underSwitch(left, under));
}

/** The same under the switch of the block around it. */
function inBlock(changes: readonly Change[], guarded: Guarded & { readonly around: Block }): Promise<ValueMap> {
  return whatIsLeft(changes, guarded.item, (left) => blockSwitchOf(guarded).make(left, guarded));
}

async function whatIsLeft(
  changes: readonly Change[],
  item: Item,
  make: (left: readonly Change[]) => Promise<ValueMap>,
): Promise<ValueMap> {
  const results: ValueMap[] = [];
  const left: Change[] = [];
  for (const change of changes) {
    const before = await doneBefore(change, item);
    if (before) results.push(before);
    else left.push(change);
  }
  return together(left.length === 0 ? results : [...results, await make(left)]);
}

interface Guarded {
  readonly item: Item;
  readonly user: Become | undefined;
  /** The block whose switch holds what the task does. */
  readonly around: Block | undefined;
}

/** RB5009 for what a dead-man switch cannot undo. */
function checkGuarded(changes: readonly Change[], { item, user, around }: Guarded): void {
  if (changes.length === 0 || (item.task.confirmWithin === undefined && !around)) return;
  const isLook = item.task.checkMode === false;
  if (!isLook) checkUndoable(changes);
  if (around && !isLook) blockSwitchOf({ item, around }).checkUser(user);
}
