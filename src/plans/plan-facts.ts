import type {
  Event,
  HostConnected,
  HostLost,
  Noted,
  RunFinished,
  RunStarted,
  TaskFinished,
  TaskPlanned,
} from "../events/event.ts";

/** An event without what differs from run to run. */
type Timeless<E> = E extends Event ? Omit<E, "time" | "run" | "took"> : never;

/** What a plan tells of one host. */
export type HostFact = Timeless<HostConnected | HostLost | TaskPlanned | TaskFinished | Noted>;

/** A plan: what its run told, in an order of its own. */
export interface PlanFacts {
  readonly started: Timeless<RunStarted>;
  /** Instructions for people, which concern all hosts. */
  readonly notes: readonly Timeless<Noted>[];
  /** By host, in the order of the inventory; each host's in the order in which they happened. */
  readonly hosts: Readonly<Record<string, readonly HostFact[]>>;
  readonly finished: Pick<RunFinished, "stats" | "exitCode">;
}

/** Folds the events of a run into a plan. */
export class PlanFold {
  #started: RunStarted | undefined;
  #finished: RunFinished | undefined;
  readonly #notes: Noted[] = [];
  readonly #hosts = new Map<string, HostFact[]>();

  take(event: Event): void {
    switch (event.type) {
      case "run.started":
        this.#started = event;
        break;
      case "run.finished":
        this.#finished = event;
        break;
      case "host.connected":
      case "host.lost":
      case "task.planned":
      case "task.finished":
        this.#add(event.host, timeless(event));
        break;
      case "noted":
        if (event.host !== undefined) this.#add(event.host, timeless(event));
        else if (event.task !== undefined) this.#notes.push(event);
        break;
      default:
        break;
    }
  }

  /** `undefined` as long as the run goes on, and when it was broken off. */
  get facts(): PlanFacts | undefined {
    if (!this.#started || !this.#finished || this.#finished.exitCode === 130) return undefined;
    const { stats, exitCode } = this.#finished;
    const { time: _time, run: _run, ...started } = this.#started;
    return {
      started,
      notes: this.#notes.map(({ time: _at, run: _of, ...note }) => note),
      hosts: Object.fromEntries(this.#started.hosts.map((host) => [host, this.#hosts.get(host) ?? []])),
      finished: { stats, exitCode },
    };
  }

  #add(host: string, fact: HostFact): void {
    const known = this.#hosts.get(host);
    if (known) known.push(fact);
    else this.#hosts.set(host, [fact]);
  }
}

function timeless(event: HostConnected | HostLost | TaskPlanned | TaskFinished | Noted): HostFact {
  const { time: _time, run: _run, ...fact } = event;
  if (!("took" in fact)) return fact;
  const { took: _took, ...rest } = fact;
  return rest;
}
