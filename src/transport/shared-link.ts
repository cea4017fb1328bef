import { setTimeout as wait } from "node:timers/promises";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import { carried, commandReader } from "./carried-command.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import type { SharedLinks } from "./shared-links.ts";

/** One holder's part of shared connections: command lines in a POSIX sh, whatever the login shell of the host is. */
export class SharedLink implements Link {
  readonly host: string;
  readonly hostKey = undefined;
  readonly #links: SharedLinks;
  readonly #grace: number;
  readonly #channels = new Map<ByteChannel, Promise<void>>();
  #over: string | undefined;

  /** `host`: the holder's name, for messages; `grace`: milliseconds for a polite end. The links are held already. */
  constructor(host: string, links: SharedLinks, grace: number) {
    this.host = host;
    this.#links = links;
    this.#grace = grace;
  }

  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    if (this.#over !== undefined) {
      throw new ConnectionLostError(`${this.host}: the connection is gone (${this.#over})`, false);
    }
    let tellGone = () => {};
    const gone = new Promise<void>((resolve) => {
      tellGone = resolve;
    });
    const channel = await this.#links.open(`exec ${commandReader}`, {
      stdout: (chunk) => listener.stdout(chunk),
      stderr: (chunk) => listener.stderr(chunk),
      closed: (end) => {
        const ended = end.status !== undefined || end.signal !== undefined;
        listener.closed(ended || this.#over === undefined ? end : { reason: this.#over });
        tellGone();
      },
    });
    this.#channels.set(channel, gone);
    gone.then(() => this.#channels.delete(channel));
    channel.write(carried(command));
    if (this.#over !== undefined) channel.destroy();
    return channel;
  }

  /** Ends this holder's channels, and the connections when nobody else holds them. */
  async close(): Promise<void> {
    if (this.#over !== undefined) return;
    this.#over = "it was closed from here";
    for (const channel of this.#channels.keys()) channel.end();
    const stop = new AbortController();
    const late = wait(this.#grace, undefined, { signal: stop.signal }).catch(() => {});
    await Promise.race([Promise.all(this.#channels.values()), late]);
    stop.abort();
    for (const channel of this.#channels.keys()) channel.destroy();
    await this.#links.letGo();
  }

  destroy(reason: string): void {
    if (this.#over !== undefined) return;
    this.#over = reason;
    for (const channel of this.#channels.keys()) channel.destroy();
    void this.#links.letGo();
  }
}
