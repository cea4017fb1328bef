import type { Scope } from "../expression/scope.ts";
import type { Unknown } from "../expression/unknown.ts";
import { UnknownError } from "../expression/unknown-error.ts";
import { firstUnknown, type Value } from "../expression/value.ts";
import type { Decision, Project } from "../modules/contract/define-module.ts";
import type { HostView } from "../modules/contract/host-view.ts";
import type { Task } from "../runbook/model.ts";
import { ForeseenView } from "./foreseen-view.ts";
import { withoutOmitted } from "./omitted.ts";

/** Why only a real run can decide, and which paths may then be written. */
export interface Undecided {
  readonly kind: "undecided";
  readonly unknown: Unknown;
  readonly targets: readonly string[];
}

/** A decision, or why there is none yet. */
export type Decided = { readonly kind: "decided"; readonly decision: Decision } | Undecided;

/** Asks the task's module what should change. Problems of parameters and of the module are thrown. */
export async function decide(task: Task, scope: Scope, host: HostView, project: Project): Promise<Decided> {
  const given = argumentsOf(task, scope);
  if (given.kind === "unknown") return { ...given, kind: "undecided" };
  try {
    return { kind: "decided", decision: await task.module.decide(given.parameters, host, project) };
  } catch (error) {
    const later =
      error instanceof UnknownError ? error.unknown : host instanceof ForeseenView && host.mayStillCome(error);
    if (!later) throw error;
    return { kind: "undecided", unknown: later, targets: given.targets };
  }
}

/** A task's arguments, and which paths they name as what is written; or why they are not known. */
export type Arguments =
  | { readonly kind: "known"; readonly parameters: Record<string, unknown>; readonly targets: readonly string[] }
  | { readonly kind: "unknown"; readonly unknown: Unknown; readonly targets: readonly string[] };

/** Evaluates a task's arguments. Their problems are thrown. */
export function argumentsOf(task: Task, scope: Scope): Arguments {
  const given = new Map<string, Value>();
  for (const [name, source] of task.parameters) {
    const value = withoutOmitted(source, scope);
    if (value !== undefined) given.set(name, value);
  }
  const unknown = unknownArgument(task, given);
  const targets = targetsOf(task, given);
  return unknown ? { kind: "unknown", unknown, targets } : { kind: "known", parameters: parsed(task, given), targets };
}

function parsed({ module, parameters, moduleSpan }: Task, given: ReadonlyMap<string, Value>): Record<string, unknown> {
  const entries = Object.entries(module.parameters).map(([name, kind]) => {
    const at = parameters.get(name)?.span ?? moduleSpan;
    return [name, kind.parse(given.get(name), { name, at })] as const;
  });
  return Object.fromEntries(entries);
}

function unknownArgument({ module }: Task, given: ReadonlyMap<string, Value>): Unknown | undefined {
  for (const [name, value] of given) {
    const kind = module.parameters[name];
    if (!kind || kind.takesUnknown || kind.form === "expression") continue;
    const found = firstUnknown(value);
    if (found) return found;
  }
  return undefined;
}

function targetsOf({ module }: Task, given: ReadonlyMap<string, Value>): readonly string[] {
  return [...given].flatMap(([name, value]) =>
    module.parameters[name]?.target && typeof value === "string" ? [value] : [],
  );
}
