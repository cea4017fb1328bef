import type { Become, Connection, Counters, Frame, Shell } from "./connection.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { WorkerEndedError, type WorkerProcess } from "./worker-process.ts";
import { type OpenedShell, WorkerShell } from "./worker-shell.ts";

/** A connection that a worker holds. */
export interface Held {
  readonly worker: WorkerProcess;
  readonly connection: number;
  readonly hostKey: string | undefined;
}

/** How a connection reaches its host, again where a worker ended, and how a shell is opened on it. */
export interface WorkerConnectionOptions {
  /** For messages. */
  readonly host: string;
  /** RB4xxx. */
  readonly hold: () => Promise<Held>;
  /** RB4xxx; `WorkerEndedError`. */
  readonly open: (held: Held, request: ShellRequest) => Promise<OpenedShell>;
  /** A new number for a request. */
  readonly next: () => number;
}

/** What a shell is to be. */
export interface ShellRequest {
  readonly library: string;
  readonly become: Become | undefined;
  readonly opening: Frame | undefined;
}

const none: Counters = { frames: 0, bytesSent: 0, bytesReceived: 0 };

/** A connection in a worker. When the worker ends its shells are gone; the next shell is opened over a new one, in the next worker. */
export class WorkerConnection implements Connection {
  readonly hostKey: string | undefined;
  readonly #options: WorkerConnectionOptions;
  /** Of workers that ended. */
  #before = none;
  #counters = none;
  #held: Promise<Held>;
  /** Who holds it; nobody while it is made again. */
  #worker: WorkerProcess | undefined;
  /** Why nothing goes any more. */
  #over: string | undefined;

  constructor(held: Held, options: WorkerConnectionOptions) {
    this.hostKey = held.hostKey;
    this.#worker = held.worker;
    this.#held = Promise.resolve(held);
    this.#options = options;
  }

  get counters(): Counters {
    return sum(this.#before, this.#counters);
  }

  async openShell(library: string, become: Become | undefined, opening?: Frame): Promise<Shell> {
    const { host, next } = this.#options;
    const count = (worker: WorkerProcess, counters: Counters) => {
      if (worker === this.#worker) this.#counters = counters;
    };
    const place = await this.#open({ library, become, opening });
    count(place.worker, place.counters);
    return new WorkerShell(place, { host, next, count, over: () => this.#over });
  }

  /** Opens it again where a worker ends meanwhile: an opening frame changes nothing. */
  async #open(request: ShellRequest): Promise<OpenedShell> {
    for (;;) {
      const held = await this.#here();
      try {
        return await this.#options.open(held, request);
      } catch (error) {
        if (!(error instanceof WorkerEndedError)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    if (this.#over !== undefined) return;
    this.#over = "the connection is gone (it was closed from here)";
    try {
      const { worker, connection } = await this.#held;
      await worker.request({ type: "close", id: this.#options.next(), connection }, "closed");
    } catch {
      // The worker, and the connection with it, is gone.
    }
  }

  /** Where the connection is now. */
  async #here(): Promise<Held> {
    const { host, hold } = this.#options;
    if (this.#over !== undefined) throw new ConnectionLostError(`${host}: ${this.#over}`, false);
    if (this.#worker?.alive === false) {
      this.#worker = undefined;
      this.#before = this.counters;
      this.#counters = none;
      this.#held = hold().then((held) => {
        this.#worker = held.worker;
        return held;
      });
    }
    return this.#held;
  }
}

function sum(one: Counters, other: Counters): Counters {
  return {
    frames: one.frames + other.frames,
    bytesSent: one.bytesSent + other.bytesSent,
    bytesReceived: one.bytesReceived + other.bytesReceived,
  };
}
