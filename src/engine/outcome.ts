import type { ChangeShown, Status } from "../events/event.ts";
import type { Value } from "../expression/value.ts";
import type { Problem } from "../problems/problem.ts";

/** How a task, or one item of its loop, ended on a host. */
export interface Outcome {
  readonly status: Status;
  readonly changes: readonly ChangeShown[];
  readonly unknowns: readonly string[];
  readonly message?: string;
  /** Why it failed, or why it cannot be told whether it happened. */
  readonly problem?: Problem;
  /** What `register` holds. */
  readonly result: Value;
  /** The host is gone: it takes no further part, whatever the task says of errors. */
  readonly lost?: boolean;
}
