import { layered, scopeOf } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { isMap, type Value, valueMap } from "../expression/value.ts";
import { ProblemError, problem } from "../problems/problem.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { endsRun } from "./ends-run.ts";
import { failedOutcome } from "./failed-outcome.ts";
import { noView } from "./host-state.ts";
import type { Item } from "./item.ts";
import type { ItemEnd } from "./item-end.ts";
import { allHold } from "./judge.ts";
import { numberFor } from "./number-for.ts";
import type { Outcome } from "./outcome.ts";
import { pause } from "./pause.ts";
import type { PendingTask } from "./pending-tasks.ts";
import { isPlanning } from "./planning.ts";
import { undecided } from "./preview.ts";
import { runItem } from "./run-item.ts";

/** Three tries in all, as Ansible has it where `retries` is not given. */
const usualRetries = 2;
const usualDelay = 5;

/**
 * An item, again and again until its task's `until` holds; once where it has none. A plan tries once: what is not there yet is
 * known after the run has waited for it. Throws as `runItem`.
 */
export async function runUntil(item: Item, pending: PendingTask): Promise<ItemEnd> {
  const { task, host } = item;
  if (!task.until) return runItem(item, pending);
  let outcome = await attempt(item, pending);
  if (isPlanning(item)) return { outcome: foreseen(outcome, item) };
  const scope = host.variables.scope({ task, loop: item.loop });
  const retries = numberFor(task.retries, scope, { keyword: "retries", otherwise: usualRetries });
  const delay = numberFor(task.delay, scope, { keyword: "delay", otherwise: usualDelay });
  for (let tried = 1; ; tried++) {
    if (isOver(outcome, item)) return { outcome: counted(outcome, tried) };
    if (tried > retries) return { outcome: counted(givenUp(outcome, item, tried), tried) };
    await waitFor(item, { delay, tried, retries });
    outcome = afterChange(await attempt({ ...item, isAgain: true }, pending), outcome);
  }
}

/** What one try has changed is changed, also when the next one finds nothing left to do. */
function afterChange(outcome: Outcome, before: Outcome): Outcome {
  const isKept = outcome.status === "ok" && before.status === "changed";
  return isKept ? { ...outcome, status: "changed", changes: before.changes } : outcome;
}

interface Waiting {
  /** Seconds. */
  readonly delay: number;
  readonly tried: number;
  readonly retries: number;
}

async function waitFor({ task, host, context }: Item, { delay, tried, retries }: Waiting): Promise<void> {
  const message = `${task.name}: not yet, again in ${delay} s (${tried} of ${retries})`;
  context.bus.emit({ type: "noted", level: "info", host: host.name, task: task.id, message });
  await pause(delay, context);
  if (context.stopping()) throw new AbandonedError();
  host.forget();
}

/** What fails may still come out well. */
async function attempt(item: Item, pending: PendingTask): Promise<Outcome> {
  try {
    const { outcome, work } = await runItem(item, pending);
    return typeof work?.end === "object" ? failedOutcome(work.end.failure, item.task) : outcome;
  } catch (error) {
    if (error instanceof AbandonedError || endsRun(error)) throw error;
    return failedOutcome(error, item.task);
  }
}

/** Nothing more is to be tried: it is as wanted, or not for this host, or the host is gone, or nobody can tell. */
function isOver(outcome: Outcome, item: Item): boolean {
  const { status, lost } = outcome;
  const isFinal = status === "skipped" || status === "unknown" || lost === true || item.host.isRefused;
  return isFinal || holds(outcome, item) === true;
}

/** What failed may lack what the condition looks at: its own failure is what is told. */
function holds(outcome: Outcome, { task, host, loop }: Item): boolean | Unknown {
  const conditions = task.until ?? [];
  if (conditions.length === 0) return outcome.status !== "failed";
  const scope = host.variables.scope({ task, loop });
  const own = task.register === undefined ? [] : [scopeOf(valueMap([[task.register, outcome.result]]))];
  try {
    return allHold(conditions, layered(...own, scope));
  } catch (error) {
    if (outcome.status === "failed" && error instanceof ProblemError) return false;
    throw error;
  }
}

/** In a plan: what does not hold now may hold when the run has waited for it. */
function foreseen(outcome: Outcome, item: Item): Outcome {
  const { task, host } = item;
  if (outcome.status === "skipped" || outcome.lost || holds(outcome, item) === true) return outcome;
  const unknown = new Unknown(`known after: ${task.name}`);
  if (outcome.status === "failed") {
    const view = noView(host.name);
    const isOpen = !task.module.readOnly && !task.module.offHost;
    host.plan?.decided(task, host.foresight.files, { view, user: undefined, unknowns: [unknown.because], isOpen });
    return undecided(item, { unknown, targets: [] }, { view, unknowns: new Set() });
  }
  return { ...outcome, unknowns: [...new Set([...outcome.unknowns, unknown.because])], result: unknown };
}

function counted(outcome: Outcome, attempts: number): Outcome {
  const { status, result } = outcome;
  if (!isMap(result)) return outcome;
  const changed: readonly (readonly [string, Value])[] = status === "changed" ? [["changed", true]] : [];
  return { ...outcome, result: valueMap([...Object.entries(result), ...changed, ["attempts", attempts]]) };
}

/** A failure of its own is told; else that what was waited for did not come. */
function givenUp(outcome: Outcome, { task }: Item, attempts: number): Outcome {
  if (outcome.status === "failed") return outcome;
  const times = attempts === 1 ? "once" : `${attempts} times`;
  const said = problem("RB5010", `the condition of until did not hold; it was tried ${times}`, {
    at: task.moduleSpan,
  });
  const { changes, unknowns, result } = outcome;
  const failed = isMap(result) ? valueMap([...Object.entries(result), ["failed", true]]) : result;
  return { ...failedOutcome(said, task), changes, unknowns, result: failed };
}
