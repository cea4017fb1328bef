import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import { carried, commandReader } from "./carried-command.ts";

/** Runs command lines in a POSIX sh where the login shell is none, and does not even take lines in quotes (csh). */
export class CarriedLink implements Link {
  readonly host: string;
  readonly hostKey: string | undefined;
  readonly #link: Link;

  constructor(link: Link) {
    this.host = link.host;
    this.hostKey = link.hostKey;
    this.#link = link;
  }

  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    const channel = await this.#link.open(`exec ${commandReader}`, listener);
    channel.write(carried(command));
    return channel;
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  destroy(reason: string): void {
    this.#link.destroy(reason);
  }
}
