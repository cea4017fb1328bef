import type { Scope } from "../expression/scope.ts";
import { textOf } from "../expression/text-of.ts";
import { Unknown } from "../expression/unknown.ts";
import type { Problem } from "../problems/problem.ts";
import type { ManualTask } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { described } from "./described.ts";
import type { HostState } from "./host-state.ts";
import { allHold } from "./judge.ts";
import { isLeavingPlay, isRescued } from "./place.ts";
import { problemOf } from "./problem-of.ts";
import type { RunContext } from "./run-context.ts";

/** What the task is for one host. `text`: the instructions, empty when what the person would bring back is there already. */
type Turn =
  | { readonly kind: "wanted"; readonly text: string }
  | { readonly kind: "skipped" }
  | { readonly kind: "failed"; readonly problem: Problem };

/**
 * A task that a person does, once for all hosts that have come to it. What it captures and nobody has given yet is
 * asked for; a task that captures nothing is to be confirmed, where a person is there. What asking throws passes through.
 */
export async function runManual(task: ManualTask, hosts: readonly HostState[], context: RunContext): Promise<void> {
  const turns = hosts.filter(({ alive }) => alive).map((host) => [host, turnOf(task, host)] as const);
  const first = turns.map(([, turn]) => turn).find(({ kind }) => kind === "wanted");
  if (first?.kind === "wanted" && first.text !== "")
    context.bus.emit({ type: "noted", level: "info", task: task.id, message: `${task.name}\n${first.text}` });
  const answer = first ? await confirmed(task, context) : "done";
  for (const [host, turn] of turns) {
    if (turn.kind === "wanted" && answer === "refused")
      finish(task, host, { kind: "failed", problem: notDone(task) }, context);
    else finish(task, host, turn, context);
  }
}

function finish(task: ManualTask, host: HostState, turn: Turn, { bus }: RunContext): void {
  const status = turn.kind === "wanted" ? "ok" : turn.kind;
  const rescued = status === "failed" && !host.isLeaving && isRescued(host.place);
  host.stats[rescued ? "ok" : status]++;
  if (status === "failed") host.stumble(host.place);
  bus.emit({
    type: "task.finished",
    host: host.name,
    task: task.id,
    name: task.name,
    status,
    changes: [],
    unknowns: turn.kind === "wanted" ? missingValues(task, host) : [],
    ...(turn.kind === "failed" && described(turn.problem)),
    ...(rescued && { rescued }),
    ...(isLeavingPlay(host.place) && { leaving: true }),
    took: 0,
  });
}

function turnOf(task: ManualTask, host: HostState): Turn {
  try {
    if (!applies(task, host)) return { kind: "skipped" };
    const isDone = task.capture.length > 0 && missingValues(task, host).length === 0;
    return { kind: "wanted", text: isDone ? "" : instructionsFor(task, host) };
  } catch (error) {
    return { kind: "failed", problem: problemOf(error, task.span) };
  }
}

function notDone({ span }: ManualTask): Problem {
  return { code: "RB5010", severity: "error", message: "the person said that this is not done", at: span };
}

function applies(task: ManualTask, host: HostState): boolean {
  if (host.place.within?.holds() === false) return false;
  const holds = allHold(task.when, scopeFor(task, host));
  return holds instanceof Unknown || holds;
}

function scopeFor(task: ManualTask, host: HostState): Scope {
  return host.variables.scope({ task });
}

async function confirmed(task: ManualTask, { mode, capture, confirm }: RunContext): Promise<"done" | "refused"> {
  if (mode === "plan") return "done";
  if (capture && task.capture.length > 0) await capture(task.capture);
  if (!confirm || task.capture.length > 0) return "done";
  return (await confirm(`\n${task.name}: done?`)) ? "done" : "refused";
}

function instructionsFor(task: ManualTask, host: HostState): string {
  const scope = scopeFor(task, host);
  const say = (source: ValueSource | undefined) => {
    const value = source && evaluateSource(source, scope);
    return value === undefined || value instanceof Unknown ? "" : String(textOf(value)).trim();
  };
  return [say(task.instructions), say(task.link)].filter((part) => part !== "").join("\n");
}

function missingValues(task: ManualTask, host: HostState): readonly string[] {
  const scope = scopeFor(task, host);
  return task.capture.flatMap(({ name }) => {
    const value = scope.lookup(name);
    return value instanceof Unknown ? [value.because] : [];
  });
}
