import type { Event, IntendedChange } from "../events/event.ts";

/** A change that was about to be made, and of which nobody was told how it ended. */
export interface OpenChange {
  readonly host: string;
  readonly user: string;
  readonly change: IntendedChange;
}

/** Intended changes without an end, in the order of their intents: only their hosts can tell whether they were made. */
export function openChanges(events: Iterable<Event>): readonly OpenChange[] {
  const open = new Map<string, OpenChange>();
  for (const event of events) {
    if (event.type === "change.finished") open.delete(`${event.number} ${event.host}`);
    if (event.type !== "change.intended") continue;
    const { host, user, changes } = event;
    for (const change of changes) open.set(`${change.number} ${host}`, { host, user, change });
  }
  return [...open.values()];
}
