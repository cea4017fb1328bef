import type { Unknown } from "../expression/unknown.ts";
import type { Value } from "../expression/value.ts";
import type { Play, Task } from "../runbook/model.ts";
import type { HostState } from "./host-state.ts";
import type { Place } from "./place.ts";
import type { RunContext } from "./run-context.ts";

/** One task, or one item of its loop, on one host. */
export interface Item {
  readonly task: Task;
  readonly play: Play;
  readonly host: HostState;
  readonly context: RunContext;
  readonly loop: ReadonlyMap<string, Value>;
  /** Where in the play; a handler has no place there. */
  readonly place?: Place | undefined;
  /** Which item of the loop it is, from 0 on. */
  readonly index?: number;
  /** It was tried before, and is not as wanted. */
  readonly isAgain?: boolean;
  /** Set when it is not known whether there is such an item: the list itself is unknown. */
  readonly perhaps?: Unknown;
}
