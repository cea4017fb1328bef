import type { Deed } from "./deed.ts";
import type { RunTold } from "./run-told.ts";
import type { Undoing } from "./take-back.ts";

/** What a rollback knows besides the host. */
export interface Rollback extends Omit<Undoing, "host"> {
  readonly told: RunTold;
  /** What is to be undone: all, or what some tasks did. */
  readonly undone: ReadonlySet<Deed>;
  /** Handlers that run again after the undo, by task and host: "TASK HOST". */
  readonly again: ReadonlySet<string>;
}
