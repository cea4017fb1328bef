import type { Event } from "../events/event.ts";

const types: Readonly<Record<Event["type"], true>> = {
  "run.started": true,
  "host.connected": true,
  "host.lost": true,
  "task.started": true,
  "change.intended": true,
  "change.finished": true,
  "host.learned": true,
  "task.planned": true,
  "task.finished": true,
  "host.drifted": true,
  "job.left": true,
  noted: true,
  "run.finished": true,
};

/** The data as an event, by its type; `undefined` when it is none. What a journal keeps was an event when it was written. */
export function asEvent(data: unknown): Event | undefined {
  if (typeof data !== "object" || data === null || !("type" in data) || typeof data.type !== "string") return undefined;
  return Object.hasOwn(types, data.type) ? (data as Event) : undefined;
}
