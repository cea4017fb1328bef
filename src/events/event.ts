import type { ValueMap } from "../expression/value.ts";
import type { PathState } from "./path-state.ts";
import type { Drift, PlannedItem } from "./planned.ts";

/**
 * The glossary: everything that can happen in a run, in the past tense. Screens, JSON and the run's record are listeners.
 * Every event has `type`, `time` (ISO 8601, UTC) and `run`. No event ever holds a secret: the bus redacts what it carries.
 */
export type Event =
  | RunStarted
  | HostConnected
  | HostLost
  | TaskStarted
  | ChangeIntended
  | ChangeFinished
  | HostLearned
  | TaskPlanned
  | TaskFinished
  | HostDrifted
  | JobLeft
  | Noted
  | RunFinished;

interface Common {
  readonly time: string;
  readonly run: string;
}

/** A walk began. */
export interface RunStarted extends Common {
  readonly type: "run.started";
  readonly mode: "plan" | "apply";
  /** The runbook's file as given, its name, and the document it automates. */
  readonly runbook: string;
  readonly name: string;
  readonly source?: string;
  /** The run that this one undoes. */
  readonly undoes?: string;
  readonly inventory: readonly string[];
  readonly hosts: readonly string[];
  /** What will be walked, for progress; handlers come last. */
  readonly tasks: readonly TaskLabel[];
  /** The hosts of each play, by the play's name; left out where every play has all hosts. */
  readonly playHosts?: Readonly<Record<string, readonly string[]>>;
}

/** A task or handler as screens name it. `id` is unique in the run. */
export interface TaskLabel {
  readonly id: string;
  readonly name: string;
  readonly play: string;
  readonly handler: boolean;
  readonly manual: boolean;
  /** `no_log`: what it does is not shown. */
  readonly noLog?: true;
  /** It only runs where something has failed. */
  readonly rescue?: boolean;
  /** `file:line:column`. */
  readonly at: string;
  /** Address of the step that it carries out. */
  readonly source?: string;
}

/** A host accepted the login. */
export interface HostConnected extends Common {
  readonly type: "host.connected";
  readonly host: string;
  /** `user@address:port`, `exec COMMAND`, or `local`. */
  readonly address: string;
  readonly hostKey?: string;
  /** Milliseconds. */
  readonly took: number;
}

/** A host could not be reached, or was lost; it takes no further part. */
export interface HostLost extends Common {
  readonly type: "host.lost";
  readonly host: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The first host began a task. */
export interface TaskStarted extends Common {
  readonly type: "task.started";
  readonly task: string;
  readonly name: string;
}

/**
 * A frame that acts on a host is about to be sent; the journal has this on disk before that. Its changes are made in this
 * order, the first that fails ends the frame. A change of which no `change.finished` tells may have been made: the host knows.
 */
export interface ChangeIntended extends Common {
  readonly type: "change.intended";
  readonly host: string;
  /** Who makes them on the host, and in which shell there. */
  readonly user: string;
  readonly shell?: ShellMark;
  /** How that user was become; left out for the login user. */
  readonly become?: { readonly method: "sudo" | "su" | "doas"; readonly login?: boolean };
  readonly changes: readonly IntendedChange[];
}

/** Which process a kept shell is, so that it is known again from another connection. */
export interface ShellMark {
  /** The kernel's id of the boot; empty where it tells none. */
  readonly boot: string;
  readonly pid: string;
  /** When the process began, in ticks since the boot. */
  readonly started: string;
}

/** A change as it can be found again on the host, and undone. */
export interface IntendedChange {
  /** Unique for the host and run. */
  readonly number: number;
  /** The task's id; of a loop, the item it is for, from 0 on. */
  readonly task: string;
  readonly item?: number;
  readonly kind: string;
  readonly path?: string;
  /** What was seen at the path, and must still be there; absent of commands. */
  readonly before?: PathState;
  /** What will be there. */
  readonly after?: PathState;
  /** Where what was there is kept, on the host. */
  readonly backup?: string;
  /** A command as people see it, the paths it is known to write, and the command that undoes it. */
  readonly command?: string;
  readonly writes?: readonly string[];
  readonly undo?: string;
  /** Where a command runs; the user's home when left out. */
  readonly directory?: string;
  /** The changes whose undoing it completes: the nths that were intended on the host in the run that is undone, from 1 on. */
  readonly undoes?: readonly number[];
  /** Milliseconds that a command may take. */
  readonly deadline?: number;
  /** A command that was only started: the folder of its job on the host, whose last part is the job's id. */
  readonly job?: string;
  /** The host whose task it is, where that was delegated. */
  readonly principal?: string;
  /** The dead-man switch on the host that undoes it unless it is confirmed. */
  readonly deadManSwitch?: number;
}

/** A path before and after a command: digests as in `PathState` (keyed ones are of the SHA-256 in hex), or "absent", or "other". */
export interface WrittenPath {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What a command printed: text, at most 1 MiB of each stream. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds. */
  readonly took: number;
}

/** It is known how an intended change ended, or known that nobody can tell. `failed`: what was there is there still. */
export interface ChangeFinished extends Common {
  readonly type: "change.finished";
  readonly host: string;
  readonly task: string;
  readonly number: number;
  readonly outcome: "made" | "failed" | "unknown";
  /** The exit status of a command, and what it printed, as far as a task keeps it; left out with `no_log`. */
  readonly exitStatus?: number;
  readonly output?: CommandOutput;
  /** What a command did to the paths it is known to write, as far as that could be asked. */
  readonly wrote?: readonly WrittenPath[];
  readonly code?: string;
  readonly message?: string;
}

/**
 * What a task that acts left behind for the tasks after it; comes right before its `task.finished`. For who goes on with the run
 * later, and on no screen.
 */
export interface HostLearned extends Common {
  readonly type: "host.learned";
  readonly host: string;
  /** Also the id of a repeated block in one of its rounds: then a keyed digest of its `item` is what it "registered". */
  readonly task: string;
  /** What it registered, as JSON data; secrets give their labels. Left out with `no_log`. */
  readonly registered?: ValueMap;
  /**
   * Of a handler, what it knew of what tasks had told the host, by name: as JSON data like `registered`, for a rollback. Without what
   * `no_log` hid, and what was made of it; members that are passwords by their names give labels.
   */
  readonly used?: ValueMap;
  /** Ids of the handlers that it notified. */
  readonly notified: readonly string[];
}

/**
 * What a task would do on a host; in plans only, right before its `task.finished`. A saved plan is made of these. Every digest in
 * it is keyed, so that nobody can guess from it what a host holds.
 */
export interface TaskPlanned extends Common {
  readonly type: "task.planned";
  readonly host: string;
  readonly task: string;
  readonly name: string;
  /** One for each item of the task's loop, in order; one where it has no loop. */
  readonly items: readonly PlannedItem[];
}

/** A host is not what a plan says. */
export interface HostDrifted extends Common {
  readonly type: "host.drifted";
  readonly host: string;
  /** `before`: somebody changed it since the plan, and nothing was done there; `after`: what is there now is not what was planned. */
  readonly when: "before" | "after";
  readonly drifts: readonly Drift[];
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** How a task ended on a host. `unknown`: it cannot be told whether it happened (apply only). */
export type Status = "ok" | "changed" | "skipped" | "failed" | "unknown";

/** A task ended on a host. */
export interface TaskFinished extends Common {
  readonly type: "task.finished";
  readonly host: string;
  /** The task's id; its name stands beside it for people. */
  readonly task: string;
  readonly name: string;
  readonly status: Status;
  readonly changes: readonly ChangeShown[];
  /** What only a real run can tell, as sentences: "known after: Restart pipelined". */
  readonly unknowns: readonly string[];
  readonly message?: string;
  /** Failures: problem code, place in the runbook, way out. */
  readonly code?: string;
  readonly at?: string;
  readonly hint?: string;
  /** The failure was declared harmless by `ignore_errors`. */
  readonly ignored?: boolean;
  /** It failed, and the host goes on with the `rescue` of a block. */
  readonly rescued?: boolean;
  /** It was done `always`, on a host that leaves the play: with the run, the block around it is begun again. */
  readonly leaving?: boolean;
  /** The hosts that it was done on instead. */
  readonly delegatedTo?: readonly string[];
  /** What it did is under this dead-man switch of its block, and not confirmed yet. */
  readonly deadManSwitch?: number;
  /** It ended so in an earlier part of the run, and was not done again. */
  readonly earlier?: boolean;
  readonly item?: string;
  /** What `register` would hold, as JSON data and without `..._lines`; only of `exec` and `facts`. */
  readonly result?: ValueMap;
  /** Milliseconds. */
  readonly took: number;
}

/** A change as people see it: secrets are gone from it. */
export interface ChangeShown {
  readonly kind: string;
  /** One line: "write /etc/motd", "run nlserver restart pipelined@camp1". */
  readonly title: string;
  readonly path?: string;
  /** Unified diff without file header, lines joined by LF; present for changes to text. */
  readonly diff?: string;
}

/** The run leaves a host on which a job that it started goes on, as far as is known. */
export interface JobLeft extends Common {
  readonly type: "job.left";
  readonly host: string;
  /** The task that started it. */
  readonly task: string;
  readonly job: string;
  /** What the job keeps, on the host. */
  readonly folder: string;
  /** Who runs it there. */
  readonly user: string;
  /** When its host ends it, ISO 8601; left out where the host could not be asked. */
  readonly until?: string;
}

/** Something worth saying that is not an outcome: a message of debug, a warning. */
export interface Noted extends Common {
  readonly type: "noted";
  readonly level: "info" | "warning";
  readonly host?: string;
  readonly task?: string;
  readonly message: string;
}

/** Counts of one host. `unreachable` and `unknown` count hosts' ends, the others tasks. */
export interface Stats {
  readonly ok: number;
  readonly changed: number;
  readonly skipped: number;
  readonly failed: number;
  readonly unreachable: number;
  readonly unknown: number;
}

/** The walk ended. */
export interface RunFinished extends Common {
  readonly type: "run.finished";
  readonly stats: Readonly<Record<string, Stats>>;
  readonly exitCode: number;
  /** Milliseconds. */
  readonly took: number;
  /** Round trips and bytes of all hosts. */
  readonly frames: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}
