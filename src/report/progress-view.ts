/**
 * How many hosts ended a task in each way; a host counts once. `ignored`: failed, and `ignore_errors` said it is harmless;
 * `rescued`: failed, and a `rescue` followed.
 */
export interface Counts {
  readonly ok: number;
  readonly changed: number;
  readonly skipped: number;
  readonly ignored: number;
  readonly rescued: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Why a host failed a task, or was lost. */
export interface Failure {
  readonly host: string;
  readonly code?: string;
  readonly message: string;
}

/** A host at work on a task; `since` is epoch milliseconds. */
export interface Working {
  readonly host: string;
  readonly since: number;
}

/** One task or handler over all hosts. */
export interface TaskRow {
  readonly id: string;
  readonly name: string;
  readonly handler: boolean;
  readonly state: "waiting" | "running" | "done";
  readonly counts: Counts;
  /** Hosts that have ended it. */
  readonly ended: number;
  /** Hosts that have ended it or still will, as far as can be told; `undefined` for handlers. */
  readonly total: number | undefined;
  /** Hosts at work on it, those that began first in front. */
  readonly running: readonly Working[];
  readonly failures: readonly Failure[];
}

/** A run as a screen shows it: plain data. */
export interface ProgressView {
  readonly mode: "plan" | "apply";
  readonly name: string;
  readonly hosts: number;
  readonly lost: readonly Failure[];
  readonly rows: readonly TaskRow[];
  /** Epoch milliseconds; `finished` is set when the walk has ended. */
  readonly started: number;
  readonly finished: number | undefined;
}
