import { setTimeout as wait } from "node:timers/promises";
import { problem } from "../problems/problem.ts";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import type { Deadlines } from "./deadlines.ts";
import { ChannelRefusedError, type OpenChannel, openSsh2Channel } from "./ssh2-channel.ts";
import type { LoggedIn } from "./ssh2-login.ts";

const openAttempts = 4;

/** Commands over one ssh2 connection. */
export class Ssh2Link implements Link {
  readonly host: string;
  readonly hostKey: string;
  readonly #session: LoggedIn;
  readonly #deadlines: Deadlines;
  readonly #jitter: () => number;
  readonly #channels = new Set<OpenChannel>();
  readonly #gone: Promise<void>;
  #reason: string | undefined;
  #closed = false;

  /** `jitter` gives numbers from 0 to 1. */
  constructor(host: string, session: LoggedIn, deadlines: Deadlines, jitter: () => number) {
    this.host = host;
    this.hostKey = session.hostKey;
    this.#session = session;
    this.#deadlines = deadlines;
    this.#jitter = jitter;
    this.#gone = new Promise((resolve) => {
      session.socket.once("close", () => {
        this.#closed = true;
        for (const channel of [...this.#channels]) channel.lost(this.#why());
        resolve();
      });
    });
  }

  /** A channel that is refused is asked for again a few times: nothing was started (sshd's MaxSessions). */
  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#openOnce(command, listener);
      } catch (error) {
        if (!(error instanceof ChannelRefusedError)) throw error;
        if (attempt === openAttempts) {
          throw problem("RB4013", `${this.host}: the host refused another channel: ${error.message}`, {
            cause: error,
            hint: "sshd's MaxSessions must allow at least 4",
          });
        }
        await wait(100 * 2 ** attempt * (0.5 + this.#jitter()));
      }
    }
  }

  async #openOnce(command: string, listener: ChannelListener): Promise<ByteChannel> {
    if (this.#closed) throw new ConnectionLostError(`${this.host}: the connection is gone (${this.#why()})`, false);
    const { client } = this.#session;
    const destroyConnection = (reason: string) => this.destroy(reason);
    let mine: OpenChannel | undefined;
    const watched: ChannelListener = {
      stdout: (chunk) => listener.stdout(chunk),
      stderr: (chunk) => listener.stderr(chunk),
      closed: (end) => {
        if (mine) this.#channels.delete(mine);
        listener.closed(end.status === undefined && this.#closed ? { reason: this.#why() } : end);
      },
    };
    const timer = setTimeout(() => this.destroy("it did not open a channel in time"), this.#deadlines.channel);
    try {
      mine = await openSsh2Channel({ client, host: this.host, command, listener: watched, destroyConnection });
      this.#channels.add(mine);
      if (this.#closed) mine.lost(this.#why());
      return mine;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#reason ??= "it was closed from here";
    this.#session.client.end();
    const stop = new AbortController();
    const late = wait(this.#deadlines.close, undefined, { signal: stop.signal }).catch(() => {});
    await Promise.race([this.#gone, late]);
    stop.abort();
    this.#session.socket.destroy();
  }

  destroy(reason: string): void {
    this.#reason ??= reason;
    this.#session.socket.destroy();
  }

  #why(): string {
    return this.#reason ?? this.#session.reason() ?? "it was closed by the host";
  }
}
