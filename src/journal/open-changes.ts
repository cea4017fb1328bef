import type { Event } from "../events/event.ts";
import { ChangesUnderWay, type OpenChange } from "./changes-under-way.ts";

/** Intended changes without an end, in the order of their intents: only their hosts can tell whether they were made. */
export function openChanges(events: Iterable<Event>): readonly OpenChange[] {
  const underWay = new ChangesUnderWay();
  for (const event of events) underWay.listener(event);
  return underWay.open;
}
