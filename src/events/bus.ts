import { mapStrings } from "../schema/map-strings.ts";
import type { Event } from "./event.ts";

/** Receives every event, in order, at once. To throw is to stop the run: a record that cannot be written does. */
export type Listener = (event: Event) => void;

/** An event before the bus has stamped it. */
export type Fact = Event extends infer E ? (E extends Event ? Omit<E, "time" | "run"> : never) : never;

/** Hands facts to all listeners, stamped with time and run, and redacted. What one throws is thrown when all have heard. */
export interface Bus {
  emit(fact: Fact): void;
}

/** What a bus needs from the world. `redact` removes secrets from any text that leaves. */
export interface BusOptions {
  readonly run: string;
  readonly now: () => Date;
  readonly redact: (text: string) => string;
  readonly listeners: readonly Listener[];
}

/** A bus. */
export function createBus({ run, now, redact, listeners }: BusOptions): Bus {
  return {
    emit(fact) {
      const event: Event = mapStrings({ time: now().toISOString(), run, ...fact }, redact);
      const errors = listeners.flatMap((listener) => {
        try {
          listener(event);
          return [];
        } catch (error) {
          return [error];
        }
      });
      if (errors.length > 0) throw errors[0];
    },
  };
}
