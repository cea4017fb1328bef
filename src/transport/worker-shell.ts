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
  readonly count: (worker: WorkerProcess, counters: Counters) => void;
  /** A new number for a request. */
  readonly next: () => number;
  /** Why the connection takes no more frames, once that is so. */
  readonly over: () => string | undefined;
}

/**
 * A kept shell in a worker, gone with it as with its connection. The worker has one frame of it at a time, so that of all the
 * others it is known that they have not begun.
 */
export class WorkerShell implements Shell {
  readonly opened: Reply | undefined;
  readonly #place: OpenedShell;
  readonly #options: WorkerShellOptions;
  #queue: Promise<unknown> = Promise.resolve();
  /** Why no further frame can run. */
  #over: string | undefined;

  constructor(place: OpenedShell, options: WorkerShellOptions) {
    this.opened = place.reply;
    this.#place = place;
    this.#options = options;
  }

  run(frame: Frame): Promise<Reply> {
    const reply = this.#queue.then(() => this.#exchange(frame));
    this.#queue = reply.catch(() => {});
    return reply;
  }

  async #exchange(frame: Frame): Promise<Reply> {
    const { host, count, next, over } = this.#options;
    const { worker, shell } = this.#place;
    this.#over ??= over() ?? (worker.alive ? undefined : "the process that held the connection ended");
    if (this.#over !== undefined) throw new ConnectionLostError(`${host}: ${this.#over}`, false);
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
