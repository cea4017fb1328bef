import type { Block } from "../runbook/model.ts";

/** The dead-man switch of a block that a host is in. */
export interface OpenSwitch {
  readonly block: Block;
  readonly number: number;
  /** Handlers that only what it holds has notified: what it undoes is none of their business. */
  readonly notified: Set<string>;
  /** It is set, and has not decided. */
  readonly isArmed: boolean;
  /** It has undone the block, or nobody can tell: nothing more is done in it. */
  readonly isOver: boolean;
  /** At the end of the block. RB5013 when the switch has undone it, RB5012 when nobody can tell. */
  confirm(): Promise<void>;
  /** Undoes what was done in the block, now. RB5012 when nobody can tell. */
  undo(): Promise<void>;
}
