import type { Fact } from "../events/bus.ts";
import { isTrue } from "../expression/truth.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList, type Value, type ValueMap } from "../expression/value.ts";
import { type Problem, ProblemError, problem } from "../problems/problem.ts";
import type { Play, Task } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { described } from "./described.ts";
import { endsRun } from "./ends-run.ts";
import { failedOutcome } from "./failed-outcome.ts";
import type { HostState } from "./host-state.ts";
import { labelOf, loopOutcome, withItem } from "./loop-outcome.ts";
import { noNotifications, notifications, withNotifications } from "./notifications.ts";
import type { Outcome } from "./outcome.ts";
import type { EndedTask } from "./past.ts";
import type { PendingTask } from "./pending-tasks.ts";
import { registeredBefore } from "./recollection.ts";
import { resultToTell } from "./result-to-tell.ts";
import type { RunContext } from "./run-context.ts";
import { type ItemEnd, runItem } from "./run-item.ts";

/**
 * One task on one host: its loop, its register, its notifications, its events. What it changes may be done, and the task told
 * of, later (`host.pending`). Throws only what ends the run.
 */
export async function runTask(task: Task, play: Play, host: HostState, context: RunContext): Promise<void> {
  const began = context.clock.monotonic();
  if (context.mode === "apply") host.forgetPreviews();
  host.followed?.begin(task);
  const before = host.past?.ended(task);
  if (before) return tellAgain(before, { task, host, context });
  const pending = host.pending.begin(() => host.variables.keep());
  try {
    const ending = await endingOf({ task, play, host, context, pending });
    const hoped = withPast(ending(), task, host);
    if (hoped.status === "failed" || hoped.status === "unknown") await host.pending.flush();
    if (task.register !== undefined) host.variables.set(task.register, hoped.result);
    const notified = hoped.status === "changed" ? notifications(task, play, host) : noNotifications;
    const decided = context.clock.monotonic() - began;
    host.pending.end(pending, () => {
      const outcome = withNotifications(withPast(ending(), task, host), notified, task, host);
      if (task.register !== undefined && outcome.status !== hoped.status)
        host.variables.set(task.register, outcome.result);
      if (context.mode === "apply") remember(outcome, notified.ids, { task, host, context });
      tell(outcome, { task, host, context, took: decided + pending.took });
    });
  } catch (error) {
    if (!(error instanceof AbandonedError)) throw error;
  }
}

/** A task of which an earlier part of the run did something has changed the host, also when nothing is left to do. */
function withPast(outcome: Outcome, { id }: Task, host: HostState): Outcome {
  return outcome.status === "ok" && host.past?.hasBegun(id) ? { ...outcome, status: "changed" } : outcome;
}

/** The task ended in an earlier part of the run. */
function tellAgain(before: EndedTask, { task, host, context }: Omit<Telling, "took">): void {
  if (task.register !== undefined) host.variables.set(task.register, registeredBefore(task, before));
  const { status, ignored } = before;
  host.pending.end(
    host.pending.begin(() => () => {}),
    () => {
      host.stats[ignored ? "ok" : status]++;
      context.bus.emit({
        type: "task.finished",
        host: host.name,
        task: task.id,
        name: task.name,
        status,
        changes: [],
        unknowns: [],
        ...(ignored && { ignored }),
        earlier: true,
        took: 0,
      });
    },
  );
}

interface Running {
  readonly task: Task;
  readonly play: Play;
  readonly host: HostState;
  readonly context: RunContext;
  readonly pending: PendingTask;
}

/** How the task ends: first as its decision has it, in the end as its work went. */
type Ending = () => Outcome;

async function endingOf(running: Running): Promise<Ending> {
  const { task, play, host, context, pending } = running;
  try {
    if (!task.loop) return endOf(await runItem({ task, play, host, context, loop: new Map() }, pending), task);
    const items = evaluateSource(task.loop, host.variables.scope({ task: task.variables }));
    if (items instanceof Unknown) {
      const loop = new Map([[task.loopVariable, items]]);
      return endOf(await runItem({ task, play, host, context, loop, perhaps: items }, pending), task);
    }
    if (!isList(items)) throw problem("RB2003", '"loop" must be a list', { at: task.loop.span });
    return await runLoop(items, running);
  } catch (error) {
    return failed(error, task);
  }
}

async function runLoop(items: readonly Value[], { task, play, host, context, pending }: Running): Promise<Ending> {
  const endings: Ending[] = [];
  for (const [index, item] of items.entries()) {
    host.enterItem(index);
    const loop = new Map([[task.loopVariable, item]]);
    const ending = await runItem({ task, play, host, context, loop, index }, pending).then(
      (end) => endOf(end, task),
      (error: unknown) => failed(error, task),
    );
    const label = labelOf(task, item, host);
    endings.push(() => withItem(ending(), item, label));
    const { lost: gone, status } = ending();
    if (gone || status === "unknown" || host.isRefused) break;
  }
  return () => loopOutcome(endings.map((ending) => ending()));
}

function endOf({ outcome, work }: ItemEnd, task: Task): Ending {
  return () => (typeof work?.end === "object" ? failedOutcome(work.end.failure, task) : outcome);
}

function failed(error: unknown, task: Task): Ending {
  if (error instanceof AbandonedError || endsRun(error)) throw error;
  const outcome = failedOutcome(error, task);
  return () => outcome;
}

/** For who goes on with the run later. What only looks is looked at again. */
function remember(
  { result, status }: Outcome,
  ids: readonly string[],
  { task, host, context }: Omit<Telling, "took">,
): void {
  const looks = task.module.readOnly || task.module.offHost;
  const kept = task.register === undefined || looks || task.noLog ? undefined : resultToTell(result);
  const notified = status === "changed" ? ids : [];
  if (kept === undefined && notified.length === 0) return;
  context.bus.emit({
    type: "host.learned",
    host: host.name,
    task: task.id,
    ...(kept && { registered: kept }),
    notified,
  });
}

interface Telling {
  readonly task: Task;
  readonly host: HostState;
  readonly context: RunContext;
  /** Milliseconds that went into deciding, and into the frames its changes were in. */
  readonly took: number;
}

/** The task is over: the host is told what follows from it, everybody else how it went. */
function tell(outcome: Outcome, { task, host, context, took }: Telling): void {
  if (outcome.problem && isRefusal(outcome.problem)) host.isRefused = true;
  const ignored = outcome.status === "failed" && !outcome.lost && !host.isRefused && ignoresErrors(task, host);
  if (ignored) host.followed?.tolerate();
  const neverReached = outcome.lost && outcome.status === "failed" && Object.values(host.stats).every((n) => n === 0);
  settle(host, outcome, ignored);
  if (host.plan && !neverReached) {
    const items = host.plan.take();
    context.bus.emit({ type: "task.planned", host: host.name, task: task.id, name: task.name, items });
  }
  const result = context.settings.tellsResults ? resultToTell(outcome.result) : undefined;
  if (!neverReached) context.bus.emit(finished(task, host, outcome, { ignored, took: Math.round(took), result }));
  if (outcome.lost && outcome.problem) context.bus.emit(lost(host, outcome.problem));
}

function ignoresErrors(task: Task, host: HostState): boolean {
  if (!task.ignoreErrors) return false;
  try {
    const value = evaluateSource(task.ignoreErrors, host.variables.scope({ task: task.variables }));
    return !(value instanceof Unknown) && isTrue(value);
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

function settle(host: HostState, { status, lost: gone }: Outcome, ignored: boolean): void {
  if (gone && status === "failed") host.stats.unreachable++;
  else host.stats[ignored ? "ok" : status]++;
  if (gone || status === "unknown" || (status === "failed" && !ignored)) host.alive = false;
}

/** Another run is at work there, or someone changed what is to be undone: nothing is done, whatever the task says of errors. */
function isRefusal({ code }: Problem): boolean {
  return code === "RB7202" || code === "RB7203" || code === "RB7301" || code === "RB7302";
}

interface Extra {
  readonly ignored: boolean;
  readonly took: number;
  readonly result: ValueMap | undefined;
}

function finished(task: Task, host: HostState, outcome: Outcome, extra: Extra): Fact {
  const { status, changes, unknowns, message, problem: bad } = outcome;
  return {
    type: "task.finished",
    host: host.name,
    task: task.id,
    name: task.name,
    status,
    changes,
    unknowns,
    ...(message !== undefined && { message }),
    ...(bad && described(bad)),
    ...(extra.ignored && { ignored: true }),
    ...(extra.result && { result: extra.result }),
    took: extra.took,
  };
}

function lost(host: HostState, { code, message, hint }: NonNullable<Outcome["problem"]>): Fact {
  return { type: "host.lost", host: host.name, code, message, ...(hint && { hint }) };
}
