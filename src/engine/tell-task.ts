import type { Fact } from "../events/bus.ts";
import { withHiddenMembers } from "../expression/hidden-members.ts";
import { Unknown } from "../expression/unknown.ts";
import { type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { type Problem, ProblemError } from "../problems/problem.ts";
import type { Task } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { described } from "./described.ts";
import type { HostState } from "./host-state.ts";
import { isOn } from "./is-on.ts";
import type { Outcome } from "./outcome.ts";
import { endOfSwitch, isLeavingPlay, isRescued, type Place } from "./place.ts";
import { resultToTell, valuesToTell } from "./result-to-tell.ts";
import type { RunContext } from "./run-context.ts";

/** A task that is over on a host. */
export interface Telling {
  readonly task: Task;
  readonly host: HostState;
  readonly context: RunContext;
  /** Where in the play; a handler has no place there. */
  readonly place: Place | undefined;
  /** Where in the play a handler was run; nothing rescues it, but what is done `always` there is done. */
  readonly flushedAt: Place | undefined;
  /** Milliseconds that went into deciding, and into the frames its changes were in. */
  readonly took: number;
  /** Handlers that it notified. */
  readonly notified: readonly string[];
  /** Of a handler: what it used of what the host had got to know. */
  readonly used: ReadonlyMap<string, Value> | undefined;
}

/** What becomes of a failure: it is declared harmless, or something rescues it. */
interface Fate {
  readonly ignored: boolean;
  readonly rescued: boolean;
}

/** The task is over: the host is told what follows from it, everybody else how it went. */
export function tell(outcome: Outcome, { place: from, ...rest }: Telling): void {
  const { task, host, context } = rest;
  const isUndone = from !== undefined && host.deadManSwitch?.isOver === true;
  const telling = { ...rest, place: isUndone ? endOfSwitch(from) : from };
  if (outcome.problem && isRefusal(outcome.problem)) host.isRefused = true;
  const fate = fateOf(outcome, telling);
  if (context.mode === "apply") remember(outcome, fate, telling);
  const neverReached =
    outcome.lost && !fate.ignored && outcome.status === "failed" && Object.values(host.stats).every((n) => n === 0);
  settle(outcome, fate, telling);
  if (host.plan && !neverReached) {
    const items = host.plan.take();
    context.bus.emit({ type: "task.planned", host: host.name, task: task.id, name: task.name, items });
  }
  if (!neverReached) context.bus.emit(finished(outcome, fate, telling));
  if (outcome.lost && outcome.problem && !fate.ignored) context.bus.emit(lost(host, outcome.problem));
  if (isUndone) host.deadManSwitch = undefined;
}

/** The variables by which a host knows what failed. */
export const failureNames = ["ansible_failed_task", "ansible_failed_result"] as const;

/** What a host does next after a failure that is rescued: it knows what failed. */
export function fall({ task, host, place }: Pick<Telling, "task" | "host" | "place">, result: Outcome["result"]): void {
  const [failedTask, failedResult] = failureNames;
  host.variables.learned.set(
    failedTask,
    valueMap([
      ["name", task.name],
      ["action", task.module.name],
    ]),
  );
  host.variables.learned.set(failedResult, result, { hidden: task.noLog });
  host.stumble(place);
}

function fateOf(outcome: Outcome, { task, host, place }: Telling): Fate {
  const fails = outcome.status === "failed" && !outcome.lost && !host.isRefused;
  const isLost = outcome.status === "failed" && outcome.lost === true;
  const ignored =
    (fails && !host.deadManSwitch?.isOver && saysYes(task.ignoreErrors, task, host)) ||
    (isLost && saysYes(task.ignoreUnreachable, task, host));
  return { ignored, rescued: fails && !ignored && !host.isLeaving && place !== undefined && isRescued(place) };
}

/** For who goes on with the run later. What only looks is looked at again, but for a failure that something else followed from. */
function remember(
  { result, status }: Outcome,
  { rescued }: Fate,
  { task, host, context, notified, used }: Telling,
): void {
  const looks = task.module.readOnly || task.module.offHost;
  const isKept = !task.noLog && (rescued || (task.register !== undefined && !looks));
  const kept = isKept ? resultToTell(result) : undefined;
  const ids = status === "changed" ? notified : [];
  const known = task.noLog || status === "ok" || status === "skipped" ? [] : usedBy(task, used ?? new Map());
  if (kept === undefined && ids.length === 0 && known.length === 0) return;
  context.bus.emit({
    type: "host.learned",
    host: host.name,
    task: task.id,
    ...(kept && { registered: kept }),
    ...(known.length > 0 && { used: valuesToTell(known) }),
    notified: ids,
  });
}

/** What it registered itself is not told: it did not know that before. Nor what is unknown, nor what is a password by its name. */
function usedBy({ register }: Task, used: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  const told = [...used].filter(([name, value]) => name !== register && !(value instanceof Unknown));
  return Object.entries(withHiddenMembers(valueMap(told)));
}

function saysYes(source: ValueSource | undefined, task: Task, host: HostState): boolean {
  if (!source) return false;
  try {
    const value = evaluateSource(source, host.variables.scope({ task }));
    return !(value instanceof Unknown) && isOn(value, source.span);
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

function settle({ status, lost: gone, result }: Outcome, { ignored, rescued }: Fate, telling: Telling): void {
  const { task, host, place, flushedAt } = telling;
  if (ignored) host.followed?.tolerate();
  const fails = !ignored && (gone || status === "unknown" || (status === "failed" && !rescued));
  if (fails && task.isFatal) host.fatal = `"${task.name}" failed, which concerns all hosts`;
  if (gone && ignored) retry(host);
  if (gone && status === "failed" && !ignored) host.stats.unreachable++;
  else host.stats[ignored || rescued ? "ok" : status]++;
  if (gone && ignored) return;
  if (gone || status === "unknown") host.alive = false;
  else if (rescued) fall(telling, result);
  else if (status === "failed" && !ignored) {
    if (flushedAt) host.isLeaving = true;
    host.stumble(place ?? flushedAt);
  }
}

/** The next task tries anew, where nothing else is lost of what others are at work with. */
function retry(host: HostState): void {
  host.session.retry();
  for (const name of host.sentTo) host.deputy(name).itself.session.retry();
}

/** Another run is at work there, or someone changed what is to be undone: nothing is done, whatever the task says of errors. */
function isRefusal({ code }: Problem): boolean {
  return code === "RB7202" || code === "RB7203" || code === "RB7205" || code === "RB7301" || code === "RB7302";
}

function finished(outcome: Outcome, { ignored, rescued }: Fate, { task, host, context, place, took }: Telling): Fact {
  const { status, changes, unknowns, message, problem: bad } = outcome;
  const result: ValueMap | undefined = context.settings.tellsResults ? resultToTell(outcome.result) : undefined;
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
    ...(ignored && { ignored: true }),
    ...(rescued && { rescued: true }),
    ...(place && isLeavingPlay(place) && { leaving: true }),
    ...(host.sentTo.size > 0 && { delegatedTo: [...host.sentTo] }),
    ...(host.deadManSwitch?.isArmed && { deadManSwitch: host.deadManSwitch.number }),
    ...(result && { result }),
    took: Math.round(took),
  };
}

function lost(host: HostState, { code, message, hint }: NonNullable<Outcome["problem"]>): Fact {
  return { type: "host.lost", host: host.name, code, message, ...(hint && { hint }) };
}
