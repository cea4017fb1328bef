import type { Event, RunStarted, TaskFinished } from "../events/event.ts";
import { writtenId } from "../runbook/step-ids.ts";
import type { Failure, ProgressView, TaskRow, Working } from "./progress-view.ts";
import { TaskTally } from "./task-tally.ts";

interface HostState {
  connected: boolean;
  /** Lost, or failed a task: it takes no further part unless it ends another task (a rescue). */
  out: boolean;
  /** A task of it failed, and what rescues it has not come to its end. */
  rescuing: boolean;
  /** Index of the last task it ended. */
  last: number;
  since: number;
}

/** The view after these events, for one who has them all. */
export function progressOf(events: Iterable<Event>): ProgressView {
  const progress = new Progress();
  for (const event of events) progress.take(event);
  return progress.view();
}

/** A fold of a run's events into what a screen shows. It knows no clock and writes nothing; `take` is cheap, `view` less so. */
export class Progress {
  #started: RunStarted | undefined;
  #finished: number | undefined;
  readonly #tallies = new Map<string, TaskTally>();
  readonly #hosts = new Map<string, HostState>();
  readonly #lost = new Map<string, Failure>();
  readonly #playHosts = new Map<string, ReadonlySet<string>>();

  take(event: Event): void {
    switch (event.type) {
      case "run.started":
        this.#begin(event);
        break;
      case "host.connected":
        this.#moved(event.host, event.time, { connected: true });
        break;
      case "host.lost":
        this.#lost.set(event.host, { host: event.host, code: event.code, message: event.message });
        this.#moved(event.host, event.time, { out: true });
        break;
      case "task.started":
        this.#tally(event.task, event.name).started = true;
        break;
      case "task.finished":
        this.#ended(event);
        break;
      case "run.finished":
        this.#finished = Date.parse(event.time);
        break;
      case "host.drifted":
        if (event.when === "before") this.#moved(event.host, event.time, { connected: true, out: true });
        break;
      case "task.planned":
      case "host.learned":
      case "change.intended":
      case "change.finished":
      case "job.left":
      case "noted":
        break;
    }
  }

  view(): ProgressView {
    const running = this.#running();
    return {
      mode: this.#started?.mode ?? "apply",
      name: this.#started?.name ?? "",
      hosts: this.#hosts.size,
      lost: [...this.#lost.values()],
      rows: [...this.#tallies.values()].filter(isShown).map((tally) => this.#row(tally, running.get(tally) ?? [])),
      started: Date.parse(this.#started?.time ?? ""),
      finished: this.#finished,
    };
  }

  #begin(event: RunStarted): void {
    this.#started = event;
    for (const host of event.hosts) this.#moved(host, event.time, {});
    for (const [play, hosts] of Object.entries(event.playHosts ?? {})) this.#playHosts.set(play, new Set(hosts));
    let index = 0;
    for (const label of event.tasks)
      this.#tallies.set(label.id, new TaskTally(label, label.handler ? undefined : index++));
  }

  #moved(host: string, time: string, change: Partial<HostState>): void {
    const known = this.#hosts.get(host) ?? { connected: false, out: false, rescuing: false, last: -1, since: 0 };
    this.#hosts.set(host, { ...known, since: Date.parse(time), ...change });
  }

  #tally(step: string, name: string): TaskTally {
    const id = writtenId(step);
    const known = this.#tallies.get(id);
    if (known !== undefined) return known;
    const made = new TaskTally({ id, name, play: "", handler: true, manual: false, at: "" }, undefined);
    this.#tallies.set(id, made);
    return made;
  }

  #ended(event: TaskFinished): void {
    const tally = this.#tally(event.task, event.name);
    tally.take(event);
    const last = Math.max(tally.index ?? -1, this.#hosts.get(event.host)?.last ?? -1);
    const harmless = event.ignored === true || event.rescued === true;
    const out = (event.status === "failed" && !harmless) || event.status === "unknown";
    const isRescuing = this.#hosts.get(event.host)?.rescuing === true && tally.label.rescue === true;
    this.#moved(event.host, event.time, { connected: true, out, rescuing: event.rescued === true || isRescuing, last });
  }

  #row(tally: TaskTally, running: readonly Working[]): TaskRow {
    const waiting =
      tally.index === undefined || tally.label.rescue === true ? 0 : this.#stillToCome(tally, tally.index);
    const isOver = this.#finished !== undefined || (waiting === 0 && tally.ended > 0);
    return {
      id: tally.label.id,
      name: tally.label.name,
      handler: tally.label.handler,
      state: !tally.started ? "waiting" : isOver ? "done" : "running",
      counts: tally.counts(),
      ended: tally.ended,
      total: tally.index === undefined ? undefined : tally.ended + waiting,
      running,
      failures: tally.failures,
    };
  }

  #stillToCome(tally: TaskTally, index: number): number {
    if (this.#finished !== undefined) return 0;
    let count = 0;
    for (const [host, state] of this.#hosts) if (!state.out && state.last < index && this.#isIn(host, tally)) count++;
    return count;
  }

  /**
   * Each host is at work on the first begun task after the last one it ended, a rescued one on what rescues; it cannot be told
   * for handlers.
   */
  #running(): ReadonlyMap<TaskTally, readonly Working[]> {
    const running = new Map<TaskTally, Working[]>();
    if (this.#finished !== undefined) return running;
    const begun = [...this.#tallies.values()].filter((tally) => tally.started && tally.index !== undefined);
    for (const [host, state] of this.#hosts) {
      if (!state.connected || state.out) continue;
      const isAhead = (tally: TaskTally) => (tally.index ?? -1) > state.last && this.#isIn(host, tally);
      const isRescue = ({ label }: TaskTally) => label.rescue === true;
      const rescue = state.rescuing ? begun.find((tally) => isRescue(tally) && isAhead(tally)) : undefined;
      const current = rescue ?? begun.find((tally) => !isRescue(tally) && isAhead(tally));
      if (current === undefined) continue;
      const working = { host, since: state.since };
      if (running.get(current)?.push(working) === undefined) running.set(current, [working]);
    }
    for (const hosts of running.values()) hosts.sort((one, other) => one.since - other.since);
    return running;
  }

  #isIn(host: string, { label }: TaskTally): boolean {
    return this.#playHosts.get(label.play)?.has(host) ?? true;
  }
}

/** What rescues is on no screen before something is to be rescued. */
function isShown({ label, started }: TaskTally): boolean {
  return label.rescue !== true || started;
}
