import type { Outcome } from "./outcome.ts";
import type { Work } from "./pending-tasks.ts";

/** How an item ends when its work, if it has any left, is done. */
export interface ItemEnd {
  readonly outcome: Outcome;
  readonly work?: Work;
}
