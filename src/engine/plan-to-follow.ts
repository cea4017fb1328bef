import type { ChangeShown } from "../events/event.ts";
import type { PlannedItem } from "../events/planned.ts";

/** Keeps what a plan needs of files, besides its events. */
export interface PlanKeeper {
  /** What a file of a host held that the plan changes, by its keyed digest: to show what somebody else changed since. */
  content(digest: string, content: Uint8Array): void;
  /** A file beside the runbook that a decision was made with; an absolute path. */
  file(path: string, content: Uint8Array): void;
}

/** A plan that an apply makes true, and nothing else. */
export interface PlanToFollow {
  /** `undefined` for a host that the plan does not know. */
  host(name: string): PlannedHost | undefined;
  /** What was kept under a keyed digest. */
  content(digest: string): Uint8Array | undefined;
  /** Takes out of a text what was taken out of the plan's texts. */
  redact(text: string): string;
}

/** What is planned for one host. */
export interface PlannedHost {
  /** Where the host was, and its key. */
  readonly address?: string;
  readonly hostKey?: string;
  /** In the order in which they were decided; a handler may come more than once. */
  readonly tasks: readonly PlannedTask[];
  /** All changes as people see them. */
  readonly shown: readonly ChangeShown[];
  /** Why the plan ended before its end. */
  readonly broken?: Broken;
}

/** One decision on a task. */
export interface PlannedTask {
  readonly task: string;
  readonly items: readonly PlannedItem[];
}

/** A host that was lost, or failed, while the plan was made. */
export interface Broken {
  readonly kind: "lost" | "failed";
  readonly code: string;
  readonly message: string;
}
