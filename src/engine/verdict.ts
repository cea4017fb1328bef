import type { ChangeShown } from "../events/event.ts";
import type { Scope } from "../expression/scope.ts";
import { layered, scopeOf } from "../expression/scope.ts";
import { Unknown } from "../expression/unknown.ts";
import { ownValue, type Value, type ValueMap, valueMap } from "../expression/value.ts";
import type { Decision } from "../modules/contract/define-module.ts";
import { type Problem, problem } from "../problems/problem.ts";
import { broughtBy } from "./brought-by.ts";
import { harmless } from "./harmless.ts";
import type { Item } from "./item.ts";
import { allHold } from "./judge.ts";
import type { Outcome } from "./outcome.ts";
import { switchBlockOf } from "./place.ts";

/** What a verdict is made of: the decision, what carrying it out added, and what stays unknown. */
export interface Evidence {
  readonly item: Item;
  readonly decision: Decision;
  readonly carried: ValueMap;
  readonly changes: readonly ChangeShown[];
  readonly unknowns?: readonly string[];
  readonly scope: Scope;
}

/** Changed or not, failed or not: by what happened, unless `changed_when` and `failed_when` say otherwise. */
export function verdict(evidence: Evidence): Outcome {
  const { item, decision, carried, changes, unknowns = [] } = evidence;
  const facts = { ...decision.result, ...carried };
  const changed = decision.changed ?? decision.changes.length > 0;
  const failedPlainly = decision.failure !== undefined || failedByItself(carried);
  const judge = (conditions: Item["task"]["changedWhen"], otherwise: boolean) => {
    if (!conditions) return otherwise;
    return allHold(
      conditions,
      withResult(evidence, valueMap(Object.entries({ ...facts, changed, failed: failedPlainly }))),
    );
  };
  const failed = judge(item.task.failedWhen, failedPlainly);
  if (failed instanceof Unknown && item.context.mode === "apply" && item.task.checkMode !== true) {
    throw problem("RB2003", `failed_when needs a value that is not known: ${failed.because}`, { at: item.task.span });
  }
  const changedSaid = judge(item.task.changedWhen, changed);
  const stillUnknown = [
    ...unknowns,
    ...[failed, changedSaid].flatMap((one) => (one instanceof Unknown ? [one.because] : [])),
  ];
  const isChanged = changedSaid instanceof Unknown || changedSaid;
  const result = valueMap(Object.entries({ ...facts, changed: changedSaid, failed }));
  const learner = item.host.learnerOf(item.task);
  const { noLog } = item.task;
  const source = { hidden: noLog || item.host.variables.isHushed };
  for (const [name, value] of Object.entries(decision.sets ?? {})) learner.set(name, value, source);
  if (decision.gathered) learner.gather(new Map(Object.entries(decision.gathered)), { hidden: noLog });
  if (decision.brings !== undefined) {
    item.host.variables.learned.bring(broughtBy(item.task, decision.brings), { hidden: noLog });
  }
  const common = { changes, unknowns: [...new Set(stillUnknown)], result, ...message(item, decision, carried) };
  if (failed === true) return { ...common, status: "failed", problem: commandProblem(item, decision, carried) };
  return { ...common, status: isChanged ? "changed" : "ok" };
}

function withResult({ item, scope }: Evidence, result: ValueMap): Scope {
  const { register } = item.task;
  return register === undefined ? scope : layered(scopeOf(valueMap([[register, result]])), scope);
}

function failedByItself(carried: ValueMap): boolean {
  const status = ownValue(carried, "rc");
  return typeof status === "number" && status !== 0;
}

function commandProblem({ task }: Item, { failure, hint, result }: Decision, carried: ValueMap): Problem {
  const told = failure === undefined ? carried : (result ?? carried);
  const status = ownValue(told, "rc");
  const said = [ownValue(told, "stderr"), ownValue(told, "stdout")].map(lastLine).find((line) => line !== "");
  const because = said === undefined || task.noLog ? "" : `: ${harmless(said)}`;
  if (task.failedWhen) {
    return commandFailed(`the condition of failed_when holds${because}`, { at: task.moduleSpan });
  }
  const what = failure ?? `the command ended with status ${String(status)}`;
  return commandFailed(`${what}${because}`, { at: task.moduleSpan, hint });
}

function commandFailed(
  text: string,
  { at, hint }: { readonly at: Problem["at"]; readonly hint?: string | undefined },
): Problem {
  const [first] = problem("RB5007", text, { at, hint }).problems;
  return first ?? { code: "RB5007", severity: "error", message: text };
}

function lastLine(value: Value | undefined): string {
  if (typeof value !== "string") return "";
  return value.trim().split("\n").at(-1)?.trim() ?? "";
}

function message({ task, context, place }: Item, decision: Decision, carried: ValueMap): { readonly message?: string } {
  const took = ownValue(carried, "took");
  const window = decision.changes.flatMap((change) => {
    if (change.kind !== "run-command" || change.argumentSecret === undefined || typeof took !== "number") return [];
    return [`${change.argumentSecret}: it was visible there for ${took} ms`];
  });
  const isForeseen = decision.changes.length > 0 && context.mode === "plan";
  const around = place && task.checkMode !== false ? switchBlockOf(place)?.confirmWithin : undefined;
  const within = isForeseen ? (task.confirmWithin ?? around) : undefined;
  const whole = task.confirmWithin === undefined ? "the block is " : "";
  const confirmed = within === undefined ? [] : [`${whole}confirmed within ${within} s, else undone`];
  const parts = [...(decision.message === undefined ? [] : [decision.message]), ...window, ...confirmed];
  if (parts.length === 0) return {};
  return { message: task.noLog ? "(hidden by no_log)" : parts.join("; ") };
}
