import { textOf } from "../expression/text-of.ts";
import { Unknown } from "../expression/unknown.ts";
import type { ManualTask } from "../runbook/model.ts";
import { evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import type { HostState } from "./host-state.ts";
import { allHold } from "./judge.ts";
import type { RunContext } from "./run-context.ts";

/**
 * A task that a person does, once for all hosts that are still taking part. What it captures and nobody has given yet is
 * asked for; a task that captures nothing is to be confirmed, where a person is there. What asking throws passes through.
 */
export async function runManual(task: ManualTask, hosts: readonly HostState[], context: RunContext): Promise<void> {
  const wanted = hosts.filter((host) => host.alive && applies(task, host));
  const [first] = wanted;
  const text = first && needsPerson(task, first) ? instructionsFor(task, first) : "";
  if (text !== "") context.bus.emit({ type: "noted", level: "info", task: task.id, message: `${task.name}\n${text}` });
  const answer = first ? await confirmed(task, context) : "done";
  for (const host of hosts.filter(({ alive }) => alive)) {
    const status = !wanted.includes(host) ? "skipped" : answer === "refused" ? "failed" : "ok";
    host.stats[status]++;
    if (status === "failed") host.alive = false;
    context.bus.emit({
      type: "task.finished",
      host: host.name,
      task: task.id,
      name: task.name,
      status,
      changes: [],
      unknowns: status === "ok" ? missingValues(task, host) : [],
      ...(status === "failed" && { code: "RB5010", message: "the person said that this is not done" }),
      took: 0,
    });
  }
}

/** False when everything that the person would bring back is there already: then it has been done. */
function needsPerson(task: ManualTask, host: HostState): boolean {
  return task.capture.length === 0 || missingValues(task, host).length > 0;
}

function applies(task: ManualTask, host: HostState): boolean {
  const holds = allHold(task.when, host.variables.scope());
  return holds instanceof Unknown || holds;
}

async function confirmed(task: ManualTask, { mode, capture, confirm }: RunContext): Promise<"done" | "refused"> {
  if (mode === "plan") return "done";
  if (capture && task.capture.length > 0) await capture(task.capture);
  if (!confirm || task.capture.length > 0) return "done";
  return (await confirm(`\n${task.name}: done?`)) ? "done" : "refused";
}

function instructionsFor(task: ManualTask, host: HostState): string {
  const scope = host.variables.scope();
  const say = (source: ValueSource | undefined) => {
    const value = source && evaluateSource(source, scope);
    return value === undefined || value instanceof Unknown ? "" : String(textOf(value)).trim();
  };
  return [say(task.instructions), say(task.link)].filter((part) => part !== "").join("\n");
}

function missingValues(task: ManualTask, host: HostState): readonly string[] {
  const scope = host.variables.scope();
  return task.capture.flatMap(({ name }) => {
    const value = scope.lookup(name);
    return value instanceof Unknown ? [value.because] : [];
  });
}
