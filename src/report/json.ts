import type { Listener } from "../events/bus.ts";
import { jsonLine } from "./json-line.ts";

/** Prints every event as one line of compact JSON: `type`, `time`, `run`, then `host`, `task` and `status` where it has them. */
export function createJsonReporter({ write }: { readonly write: (text: string) => unknown }): Listener {
  return (event) => {
    const { type, time, run, ...rest } = event;
    const host = "host" in event ? event.host : undefined;
    const task = "task" in event ? event.task : undefined;
    const status = "status" in event ? event.status : undefined;
    write(jsonLine({ type, time, run, host, task, status, ...rest }));
  };
}
