import type { Status, TaskFinished, TaskLabel } from "../events/event.ts";
import type { Counts, Failure } from "./progress-view.ts";

type End = Status | "ignored" | "rescued";

const worstLast: readonly End[] = ["skipped", "ok", "changed", "ignored", "rescued", "unknown", "failed"];

/** How one task ended on the hosts so far. A host that ends it again (a loop) keeps its worst end. */
export class TaskTally {
  readonly label: TaskLabel;
  /** The place among the tasks of the run; handlers have none, since they run out of order. */
  readonly index: number | undefined;
  started = false;
  readonly #ends = new Map<string, End>();
  readonly #failures = new Map<string, Failure>();

  constructor(label: TaskLabel, index: number | undefined) {
    this.label = label;
    this.index = index;
  }

  get ended(): number {
    return this.#ends.size;
  }

  get failures(): readonly Failure[] {
    return [...this.#failures.values()];
  }

  take(event: TaskFinished): void {
    this.started = true;
    const { host, code, message = "failed" } = event;
    const end = endOf(event);
    const known = this.#ends.get(host);
    if (known === undefined || worstLast.indexOf(end) > worstLast.indexOf(known)) this.#ends.set(host, end);
    if (end === "failed" || end === "unknown") this.#failures.set(host, { host, message, ...(code && { code }) });
  }

  counts(): Counts {
    const counts = { ok: 0, changed: 0, skipped: 0, ignored: 0, rescued: 0, failed: 0, unknown: 0 };
    for (const end of this.#ends.values()) counts[end]++;
    return counts;
  }
}

function endOf({ status, ignored, rescued }: TaskFinished): End {
  if (status !== "failed") return status;
  return ignored ? "ignored" : rescued ? "rescued" : status;
}
