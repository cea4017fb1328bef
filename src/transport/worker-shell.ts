import type { Counters, Frame, Reply, Shell } from "./connection.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { WorkerEndedError, type WorkerProcess } from "./worker-process.ts";

/** A shell that a worker holds. */
export interface OpenedShell {
  readonly worker: WorkerProcess;
  readonly shell: number;
  /** The answer to the opening frame. */
  readonly reply: Reply | undefined;
  readonly counters: Counters;
}

/** What a shell needs of its connection. */
export interface WorkerShellOptions {
  /** For messages. */
  readonly host: string;
  /** Opens the same shell again, in another worker. RB4xxx. */
  readonly open: () => Promise<OpenedShell>;
  readonly count: (worker: WorkerProcess, counters: Counters) => void;
  /** A new number for a request. */
  readonly next: () => number;
  /** Why the connection takes no more frames, once that is so. */
  readonly over: () => string | undefined;
}

/**
 * A kept shell in a worker, which has one frame of it at a time: when the worker ends, that one may have begun, and the shell is
 * gone as any shell that ends. A shell that was idle then is opened again, for nothing of its next frame has begun.
 */
export class WorkerShell implements Shell {
  readonly opened: Reply | undefined;
  readonly #options: WorkerShellOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #current: OpenedShell;
  /** Why no further frame can run. */
  #over: string | undefined;

  constructor(current: OpenedShell, options: WorkerShellOptions) {
    this.opened = current.reply;
    this.#current = current;
    this.#options = options;
  }

  run(frame: Frame): Promise<Reply> {
    const reply = this.#queue.then(() => this.#exchange(frame));
    this.#queue = reply.catch(() => {});
    return reply;
  }

  async #exchange(frame: Frame): Promise<Reply> {
    const { host, open, count, next, over } = this.#options;
    this.#over ??= over();
    if (this.#over !== undefined) throw new ConnectionLostError(`${host}: ${this.#over}`, false);
    if (!this.#current.worker.alive) this.#current = await open();
    const { worker, shell } = this.#current;
    try {
      const { reply, counters } = await worker.request({ type: "run", id: next(), shell, frame }, "replied");
      count(worker, counters);
      return reply;
    } catch (error) {
      if (!(error instanceof WorkerEndedError)) throw error;
      this.#over = `the process that held the connection ${error.message}`;
      throw new ConnectionLostError(`${host}: ${this.#over} before the answer came`, true);
    }
  }
}
