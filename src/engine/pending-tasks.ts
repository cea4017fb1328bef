import type { Change } from "../changes/change.ts";
import type { Task } from "../runbook/model.ts";
import type { Become } from "../transport/connection.ts";
import { AbandonedError } from "./abandoned-error.ts";
import { Touched } from "./touched.ts";

/** Changes of one task, or of one item of its loop, that are decided and wait for their frame. None of them is a command. */
export interface Work {
  readonly task: Task;
  /** Which item of the task's loop. */
  readonly item: number | undefined;
  readonly user: Become | undefined;
  readonly changes: readonly Change[];
  /** How it ended: "made", or why it failed. */
  end: "waiting" | "made" | { readonly failure: unknown; readonly final: boolean };
}

/**
 * Makes the changes of these works, which are of one user, in order; sets their ends. After a failure the rest waits on. Never
 * throws. `isLast`: nothing else is pending. Returns how many milliseconds it took.
 */
export type Carry = (works: readonly Work[], isLast: boolean) => Promise<number>;

/** A task that was begun on a host and is not told of yet. */
export class PendingTask {
  readonly works: Work[] = [];
  /** Milliseconds that its frames took. */
  took = 0;
  /** Tells how the task ended; set when nothing more of it will come. */
  settle: (() => void) | undefined;
  #undo: () => void;

  constructor(undo: () => void) {
    this.#undo = undo;
  }

  /** Puts what is known of the host back to what it was before the task; once. */
  undo(): void {
    this.#undo();
    this.#undo = () => {};
  }

  /** Some of it has not been tried. */
  get waits(): boolean {
    return this.works.some(({ end }) => end === "waiting");
  }
}

const mostBytes = 4 * 1024 * 1024;
const mostChanges = 64;

/**
 * What tasks decided for a host and what has not been done there: changes of several tasks travel in one frame. Tasks are told
 * of in their order; those behind a failure never took place.
 */
export class PendingTasks {
  readonly #carry: Carry;
  readonly #goesOn: () => boolean;
  readonly #touched = new Touched();
  #tasks: PendingTask[] = [];
  #flushing: Promise<void> | undefined;

  /** `goesOn` is false once a task has failed, until it is decided where the host goes on. */
  constructor(carry: Carry, goesOn: () => boolean) {
    this.#carry = carry;
    this.#goesOn = goesOn;
  }

  /** `keep` returns what puts back what is known of the host. */
  begin(keep: () => () => void): PendingTask {
    const task = new PendingTask(this.#tasks.length > 0 ? keep() : () => {});
    this.#tasks.push(task);
    return task;
  }

  /** What follows is put back, too, when what is pending fails. */
  mark(keep: () => () => void): void {
    if (this.#tasks.length > 0) this.end(this.begin(keep), () => {});
  }

  add(task: PendingTask, work: Work): void {
    task.works.push(work);
    this.#touched.add(work.changes);
  }

  /** Nothing more of the task will come; it is told of at once when nothing has to be done before. */
  end(task: PendingTask, settle: () => void): void {
    task.settle = settle;
    this.#tell();
  }

  /** Whether a look at the path could see something of what is pending; without a path, whether anything is. */
  touches(path?: string): boolean {
    return this.#touched.has(path);
  }

  /** Makes what is pending, and tells of it. AbandonedError when the host fails with it. */
  async flush(): Promise<void> {
    this.#flushing ??= this.#makeAll().finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
    if (!this.#goesOn()) throw new AbandonedError();
  }

  /** What has not been done will not be done: its tasks never took place. */
  drop(): void {
    this.#takeBack();
    this.#tasks = [];
    this.#touched.clear();
  }

  async #makeAll(): Promise<void> {
    let only: PendingTask | undefined;
    for (let group = this.#next(only); group.length > 0; group = this.#next(only)) {
      const took = await this.#carry(group, group.length === this.#waiting(only).length);
      for (const task of this.#tasks) if (task.works.some((work) => group.includes(work))) task.took += took;
      const failed = group.find(({ end }) => typeof end === "object");
      if (failed === undefined) continue;
      only = this.#tasks.find(({ works }) => works.includes(failed));
      if (typeof failed.end === "object" && failed.end.final) break;
    }
    this.#touched.clear();
    this.#tell();
  }

  /** The next changes for one frame: all of one user. */
  #next(only: PendingTask | undefined): readonly Work[] {
    const group: Work[] = [];
    let bytes = 0;
    let changes = 0;
    for (const work of this.#waiting(only)) {
      bytes += work.changes.reduce(
        (sum, change) => sum + (change.kind === "write-file" ? change.content.length : 0),
        0,
      );
      changes += work.changes.length;
      const isFull = bytes > mostBytes || changes > mostChanges;
      if (group[0] && (isFull || !sameUser(group[0].user, work.user))) break;
      group.push(work);
    }
    return group;
  }

  #waiting(only: PendingTask | undefined): readonly Work[] {
    return (only ? [only] : this.#tasks).flatMap(({ works }) => works.filter(({ end }) => end === "waiting"));
  }

  /** Tells of tasks in order, up to the first that has to wait; once the host has failed, only of what was tried. */
  #tell(): void {
    for (;;) {
      const [first, ...rest] = this.#tasks;
      if (!first?.settle || (this.#goesOn() ? first.waits : !wasTried(first))) break;
      this.#tasks = rest;
      if (wasTried(first)) this.#takeBack();
      first.settle();
    }
    if (!this.#goesOn()) this.drop();
  }

  /** What stands behind a failure never took place. */
  #takeBack(): void {
    for (const task of this.#tasks.toReversed()) task.undo();
  }
}

/** Also what may have been done, and cannot be told. */
function wasTried({ works }: PendingTask): boolean {
  return works.some(({ end }) => typeof end === "object");
}

function sameUser(one: Become | undefined, other: Become | undefined): boolean {
  return one?.method === other?.method && one?.user === other?.user && one?.login === other?.login;
}
