import type { Listener } from "../events/bus.ts";
import type { IntendedChange } from "../events/event.ts";

/** A change that was about to be made, and of which nobody was told how it ended. */
export interface OpenChange {
  readonly host: string;
  readonly user: string;
  readonly change: IntendedChange;
}

/** Follows events and knows which changes are intended and have no end: only their hosts can tell whether they were made. */
export class ChangesUnderWay {
  readonly #open = new Map<string, OpenChange>();
  #hasBegun = false;

  readonly listener: Listener = (event) => {
    if (event.type === "change.finished") this.#open.delete(`${event.number} ${event.host}`);
    if (event.type !== "change.intended") return;
    this.#hasBegun = true;
    const { host, user, changes } = event;
    for (const change of changes) this.#open.set(`${change.number} ${host}`, { host, user, change });
  };

  /** In the order of their intents. */
  get open(): readonly OpenChange[] {
    return [...this.#open.values()];
  }

  /** Some change was intended. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }
}
