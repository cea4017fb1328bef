import type { Listener } from "../events/bus.ts";
import type { ChangeFinished, Event } from "../events/event.ts";
import { jsonLine } from "./json-line.ts";

/**
 * Prints events as one line of compact JSON each: `type`, `time`, `run`, then `host`, `task` (its name) and `status` where it has
 * them. `taskId` tells tasks of the same name apart. What is only for who goes on with the run, or saves the plan, is left out.
 */
export function createJsonReporter({ write }: { readonly write: (text: string) => unknown }): Listener {
  return (event) => {
    if (event.type === "host.learned" || event.type === "task.planned") return;
    const { type, time, run, ...rest } = event.type === "change.finished" ? withoutOutput(event) : event;
    const host = "host" in event ? event.host : undefined;
    const status = "status" in event ? event.status : undefined;
    write(jsonLine({ type, time, run, host, ...taskOf(event), status, ...without(rest) }));
  };
}

/** The task tells what its command printed, where it is asked to. */
function withoutOutput({ output: _output, ...rest }: ChangeFinished): ChangeFinished {
  return rest;
}

function taskOf(event: Event): { readonly task?: string; readonly taskId?: string } {
  if (!("task" in event) || event.task === undefined) return {};
  return { ...("name" in event && { task: event.name }), taskId: event.task };
}

/** What `taskOf` has said already. */
function without(rest: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!("task" in rest)) return rest;
  const { task: _task, name: _name, ...others } = rest;
  return others;
}
