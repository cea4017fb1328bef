import type { ChangeShown, IntendedChange } from "../events/event.ts";
import type { ValueMap } from "../expression/value.ts";
import type { VirtualFiles } from "./virtual-files.ts";

/** What a change is carried out with: a call of the host library, its payload, and how long it may take (milliseconds). */
export interface ChangeFrame {
  readonly script: string;
  readonly payload?: Uint8Array;
  readonly deadline: number;
}

/** A frame's answer as a kind of change sees it. */
export interface ChangeReply {
  readonly status: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
  /** Milliseconds from sending to the answer. */
  readonly took: number;
}

/** How an intent names what must not stand in it. */
export interface Keeping {
  /** The digest of bytes; of secret ones keyed, so that nobody can guess them from it. */
  digest(content: Uint8Array, secret: boolean): string;
  /** Where the host library keeps what is replaced, on the host; `index` of several in one change. */
  backup(index?: number): string;
  /** The folder of a job, on the host. */
  job(): string;
}

/** A change for the journal. */
export type Intent = Omit<IntendedChange, "number" | "task" | "kind">;

/** What passed since a change's frame was sent. */
export interface Since {
  /** Milliseconds. */
  readonly spent: number;
  /** The host was started anew. */
  readonly restarted: boolean;
}

/** The statuses of a trace. */
export const traceStatus = {
  /** It happened; the rest of the answer is that of its frame. */
  happened: 0,
  /** It was not begun, and nothing is left of it: it can be sent again. */
  notBegun: 80,
  /** It cannot be told; standard error says why. */
  unclear: 81,
  /** A command ran past its deadline and was ended. */
  late: 82,
} as const;

/** All the engine knows about one kind of change. */
export interface ChangeKind<C> {
  /** As people see it, without secrets. */
  show(change: C): ChangeShown;
  /** What later tasks of a plan see once it is made. `because` names the task, for what stays unknown. */
  foresee(change: C, files: VirtualFiles, because: string): void;
  /** What was seen and is wanted: enough to tell from the host whether it was made, and to undo it. */
  intent(change: C, keeping: Keeping): Intent;
  /** How it is made, verified in the same frame. `number` is unique for the host and run. */
  frame(change: C, number: number): ChangeFrame;
  /**
   * What tells, from what is on the host, what became of it when the answer to its frame was lost: a call of the trace library,
   * for when the shell that was at work is dead. Answered with a `traceStatus`.
   */
  trace(change: C, number: number, since: Since): ChangeFrame;
  /** What it adds to the task's result; a failed change throws RB5002 to RB5008 or RB5012. */
  outcome(change: C, reply: ChangeReply): ValueMap;
}
