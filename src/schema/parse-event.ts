import type { Event } from "../events/event.ts";

const types: ReadonlySet<unknown> = new Set<Event["type"]>([
  "run.started",
  "host.connected",
  "host.lost",
  "task.started",
  "task.finished",
  "noted",
  "run.finished",
]);

/** An event from its line of JSON; `undefined` when it is not one. */
export function parseEvent(line: string): Event | undefined {
  try {
    const data: unknown = JSON.parse(line);
    return typeof data === "object" && data !== null && "type" in data && types.has(data.type)
      ? (data as Event)
      : undefined;
  } catch {
    return undefined;
  }
}
