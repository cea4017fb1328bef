import type { Fact } from "../events/bus.ts";
import { textOf } from "../expression/text-of.ts";
import { isTrue } from "../expression/truth.ts";
import { Unknown } from "../expression/unknown.ts";
import { isList, type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import type { Play, Task } from "../runbook/model.ts";
import { evaluateSource } from "../runbook/value-source.ts";
import { described } from "./described.ts";
import { failedOutcome } from "./failed-outcome.ts";
import type { HostState } from "./host-state.ts";
import type { Outcome } from "./outcome.ts";
import { resultToTell } from "./result-to-tell.ts";
import type { RunContext } from "./run-context.ts";
import { runItem } from "./run-item.ts";

/** One task on one host: its loop, its register, its notifications, its events. Never throws. */
export async function runTask(task: Task, play: Play, host: HostState, context: RunContext): Promise<void> {
  const began = context.clock.monotonic();
  if (context.mode === "apply") host.forgetPreviews();
  const outcome = withNotifications(await outcomeOf(task, play, host, context), task, play, host);
  if (task.register !== undefined) host.variables.set(task.register, outcome.result);
  const ignored = outcome.status === "failed" && !outcome.lost && ignoresErrors(task, host);
  const neverReached = outcome.lost && outcome.status === "failed" && Object.values(host.stats).every((n) => n === 0);
  settle(host, outcome, ignored);
  const took = Math.round(context.clock.monotonic() - began);
  const result = context.settings.tellsResults ? resultToTell(outcome.result) : undefined;
  if (!neverReached) context.bus.emit(finished(task, host, outcome, { ignored, took, result }));
  if (outcome.lost && outcome.problem) context.bus.emit(lost(host, outcome.problem));
}

async function outcomeOf(task: Task, play: Play, host: HostState, context: RunContext): Promise<Outcome> {
  try {
    if (!task.loop) return await runItem({ task, play, host, context, loop: new Map() });
    const items = evaluateSource(task.loop, host.variables.scope({ task: task.variables }));
    if (items instanceof Unknown) {
      return await runItem({ task, play, host, context, loop: new Map([[task.loopVariable, items]]), perhaps: items });
    }
    if (!isList(items)) throw problem("RB2003", '"loop" must be a list', { at: task.loop.span });
    return await runLoop(items, task, play, host, context);
  } catch (error) {
    return failedOutcome(error, task);
  }
}

async function runLoop(
  items: readonly Value[],
  task: Task,
  play: Play,
  host: HostState,
  context: RunContext,
): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const loop = new Map([[task.loopVariable, item]]);
    const outcome = await runItem({ task, play, host, context, loop }).catch((error) => failedOutcome(error, task));
    outcomes.push(withItem(outcome, item, labelOf(task, item, host)));
    if (outcome.lost || outcome.status === "unknown") break;
  }
  return together(outcomes);
}

/** What messages call an item: `loop_control.label`, else the item itself; `?` where neither can be told. */
function labelOf(task: Task, item: Value, host: HostState): string {
  if (task.noLog) return "(hidden)";
  if (!task.loopLabel) return shortText(item);
  const scope = host.variables.scope({ task: task.variables, loop: new Map([[task.loopVariable, item]]) });
  try {
    return shortText(evaluateSource(task.loopLabel, scope));
  } catch (error) {
    if (error instanceof ProblemError) return "?";
    throw error;
  }
}

function withItem(outcome: Outcome, item: Value, label: string): Outcome {
  if (outcome.result instanceof Unknown) return outcome;
  const { message } = outcome;
  const entries = { ...valueMap(Object.entries(outcome.result ?? {})), item };
  const named = message === undefined ? {} : { message: `${label}: ${message}` };
  return { ...outcome, ...named, result: valueMap(Object.entries(entries)) };
}

/** The loop's outcome: the worst of its items, all changes, results under `results`. */
function together(outcomes: readonly Outcome[]): Outcome {
  const worst = ["unknown", "failed", "changed", "ok"] as const;
  const status = worst.find((one) => outcomes.some((outcome) => outcome.status === one)) ?? "skipped";
  const bad = outcomes.find((outcome) => outcome.problem);
  const messages = outcomes.flatMap(({ message }) => (message === undefined ? [] : [message]));
  const result = valueMap([
    ["changed", status === "changed" || outcomes.some((outcome) => outcome.status === "changed")],
    ["failed", status === "failed"],
    ["skipped", status === "skipped"],
    ["results", outcomes.map((outcome) => outcome.result)],
  ]);
  return {
    status,
    changes: outcomes.flatMap(({ changes }) => changes),
    unknowns: [...new Set(outcomes.flatMap(({ unknowns }) => unknowns))],
    ...(messages.length > 0 && { message: messages.join("\n") }),
    ...(bad?.problem && { problem: bad.problem }),
    lost: outcomes.some((outcome) => outcome.lost),
    result,
  };
}

function shortText(item: Value): string {
  const text = item instanceof Unknown ? "?" : String(textOf(item));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The outcome once the task's handlers know of it: a name that is unknown is shown, one that matches nothing fails the task. */
function withNotifications(outcome: Outcome, task: Task, play: Play, host: HostState): Outcome {
  if (outcome.status !== "changed" || !task.notify) return outcome;
  try {
    const wanted = evaluateSource(task.notify, host.variables.scope({ task: task.variables }));
    const names = isList(wanted) ? wanted : [wanted];
    const unknowns = names.flatMap<string>((name) =>
      name instanceof Unknown ? [name.because] : notify(name, task, play, host),
    );
    return { ...outcome, unknowns: [...new Set([...outcome.unknowns, ...unknowns])] };
  } catch (error) {
    return { ...failedOutcome(error, task), changes: outcome.changes };
  }
}

function notify(name: Value, task: Task, play: Play, host: HostState): readonly never[] {
  const meant = play.handlers.filter((one) => one.name === name || one.listen.some((topic) => topic === name));
  if (meant.length === 0) {
    throw problem("RB2104", `no handler is named "${shortText(name)}"`, { at: task.notify?.span });
  }
  for (const { id } of meant) host.notified.add(id);
  return [];
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

interface Ending {
  readonly ignored: boolean;
  readonly took: number;
  readonly result: ValueMap | undefined;
}

function finished(task: Task, host: HostState, outcome: Outcome, extra: Ending): Fact {
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
