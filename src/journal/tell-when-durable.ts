import type { Listener } from "../events/bus.ts";
import type { Event } from "../events/event.ts";

/** Listeners that hear an event when it is on disk and not before: what people were told, a journal never lacks. */
export interface DurableTelling {
  /** Throws what one of them has thrown since, as a bus does. */
  readonly listener: Listener;
  /**
   * Resolves when all events so far are on disk and heard; others may follow meanwhile. Rejects with the journal's problem: what
   * is not on disk is never told.
   */
  settled(): Promise<void>;
}

/** Holds events back from `listeners` until `durable` resolves; they keep their order, and many share one wait. */
export function tellWhenDurable(durable: () => Promise<void>, listeners: readonly Listener[]): DurableTelling {
  const waiting: Event[] = [];
  const errors: unknown[] = [];
  let told: Promise<void> = Promise.resolve();
  let isNextOnItsWay = false;
  const tell = async (): Promise<void> => {
    isNextOnItsWay = false;
    const { length } = waiting;
    await durable();
    for (const event of waiting.splice(0, length)) for (const listener of listeners) heard(listener, event, errors);
  };
  return {
    listener(event) {
      waiting.push(event);
      if (!isNextOnItsWay) {
        isNextOnItsWay = true;
        told = told.then(tell);
        told.catch(() => {}); // The journal tells those who write to it.
      }
      if (errors.length > 0) throw errors[0];
    },
    async settled() {
      await told;
      if (errors.length > 0) throw errors[0];
    },
  };
}

function heard(listener: Listener, event: Event, errors: unknown[]): void {
  try {
    listener(event);
  } catch (error) {
    errors.push(error);
  }
}
