import { totalmem } from "node:os";
import type { Vitals } from "./worker-vitals.ts";

/** What a worker must keep to. Milliseconds and bytes. */
export interface WorkerLimits {
  /** Between signs of life, and between looks at them. */
  readonly beat: number;
  /** The longest silence; longer, where the machine has no CPU for the worker. */
  readonly silence: number;
  /** The longest silence where work is known to take long: the start, and opening a key with a passphrase. */
  readonly patience: number;
  /** The most memory, besides what was sent to the worker and is not answered yet. */
  readonly memory: number;
}

/** A thousand hosts take less than half of this memory, and the machine must have it twice. */
export const workerLimits: WorkerLimits = {
  beat: 250,
  silence: 3_000,
  patience: 60_000,
  memory: Math.min(1024 * 1024 * 1024, totalmem() / 2),
};

/** Why a worker must be killed: it loops, it does not run at all, or it has grown too large. */
export type Verdict = "frozen" | "stuck" | "too large";

/** A silence in which this part of the time was CPU of the worker is a loop; with less the machine may be too busy for it. */
const busyPart = 1 / 2;

/** With less than this part it was stopped, or waits for a device. */
const idlePart = 1 / 50;

/** So many times the longest silence is too long for a machine that is only busy. */
const mostBusy = 10;

/**
 * Judges a worker by its signs of life, one look each `beat`. A look that comes late counts as one on time: then this process,
 * or the machine, stood still as well.
 */
export class WorkerWatchdog {
  readonly #limits: WorkerLimits;
  #silent = 0;
  #looked: number;
  /** Signs of life until patience ends. */
  #patient = 1;
  /** At the first look of this silence. */
  #cpuBefore: number | undefined;
  #memory = 0;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(limits: WorkerLimits, now: number) {
    this.#limits = limits;
    this.#looked = now;
  }

  /** A sign of life, with the bytes of memory in use. */
  beat(memory: number): void {
    this.#silent = 0;
    this.#patient = Math.max(0, this.#patient - 1);
    this.#cpuBefore = undefined;
    this.#memory = memory;
  }

  /** More time is given until the next sign of life, not counting one that may be under way. */
  bePatient(): void {
    this.#patient = 2;
  }

  /** Looks at the worker; `sent`: bytes that it was given and has not answered. */
  look(now: number, vitals: Vitals | undefined, sent: number): Verdict | undefined {
    const { beat, silence, patience, memory } = this.#limits;
    this.#silent += Math.min(now - this.#looked, 2 * beat);
    this.#looked = now;
    this.#cpuBefore ??= vitals?.cpu;
    if ((vitals?.memory ?? this.#memory) > memory + 4 * sent) return "too large";
    const longest = this.#patient > 0 ? patience : silence;
    if (this.#silent <= longest) return undefined;
    const used = vitals === undefined ? Number.POSITIVE_INFINITY : vitals.cpu - (this.#cpuBefore ?? 0);
    if (used >= longest * busyPart) return "frozen";
    return used <= longest * idlePart || this.#silent > longest * mostBusy ? "stuck" : undefined;
  }
}
