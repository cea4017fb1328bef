import type {
  Event,
  HostLost,
  Noted,
  RunFinished,
  RunStarted,
  Stats,
  TaskFinished,
  TaskLabel,
} from "../../src/events/event.ts";

/** A run told event by event, each one second (or `step` milliseconds) after the last. */
export class RunTold {
  readonly events: Event[] = [];
  readonly #start: number;
  readonly #step: number;

  constructor(step = 1000, start = Date.parse("2026-03-01T10:20:00.000Z")) {
    this.#start = start;
    this.#step = step;
  }

  get #common() {
    return { run: "run1", time: new Date(this.#start + this.events.length * this.#step).toISOString() };
  }

  started(
    hosts: readonly string[],
    tasks: readonly (string | Partial<TaskLabel>)[],
    more: Partial<RunStarted> = {},
  ): this {
    const labels = tasks.map((task, index): TaskLabel => {
      const id = `t${index + 1}`;
      const label = typeof task === "string" ? { name: task } : task;
      return { id, name: id, play: "play", handler: false, manual: false, at: `x.yaml:${index + 1}:3`, ...label };
    });
    const named = { mode: "apply" as const, runbook: "x.yaml", name: "Example", inventory: ["inventory.yaml"] };
    return this.#add({ type: "run.started", ...this.#common, ...named, hosts, tasks: labels, ...more });
  }

  connected(...hosts: readonly string[]): this {
    for (const host of hosts) this.#add({ type: "host.connected", ...this.#common, host, address: "local", took: 5 });
    return this;
  }

  lost(host: string, more: Partial<HostLost> = {}): this {
    const why = { code: "RB4001", message: "the connection was refused" };
    return this.#add({ type: "host.lost", ...this.#common, host, ...why, ...more });
  }

  began(task: string): this {
    return this.#add({ type: "task.started", ...this.#common, task, name: task });
  }

  ended(host: string, task: string, more: Partial<TaskFinished> = {}): this {
    const end = { name: task, status: "ok" as const, changes: [], unknowns: [], took: 10 };
    return this.#add({ type: "task.finished", ...this.#common, host, task, ...end, ...more });
  }

  noted(message: string, more: Partial<Noted> = {}): this {
    return this.#add({ type: "noted", ...this.#common, level: "info", message, ...more });
  }

  finished(stats: Readonly<Record<string, Partial<Stats>>> = {}, more: Partial<RunFinished> = {}): this {
    const none = { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, unknown: 0 };
    const full = Object.fromEntries(Object.entries(stats).map(([host, counts]) => [host, { ...none, ...counts }]));
    const traffic = { frames: 1, bytesSent: 1, bytesReceived: 1 };
    return this.#add({
      type: "run.finished",
      ...this.#common,
      stats: full,
      exitCode: 0,
      took: 12_000,
      ...traffic,
      ...more,
    });
  }

  #add(event: Event): this {
    this.events.push(event);
    return this;
  }
}
