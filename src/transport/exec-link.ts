import { quote } from "../changes/quote.ts";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import type { ExecTarget } from "./exec-target.ts";

/** Runs command lines behind a command that ends in a shell: `docker exec -i NAME sh`. */
export class ExecLink implements Link {
  readonly host: string;
  readonly hostKey = undefined;
  readonly starter: NonNullable<Link["starter"]>;
  readonly #base: Link;
  readonly #command: string;

  /** `base` runs command lines in a POSIX sh where the command is. */
  constructor(base: Link, { name, command, via }: ExecTarget) {
    this.host = name;
    this.#base = base;
    this.#command = command.map(quote).join(" ");
    const typed = command.map(bareOrQuoted).join(" ");
    const place = via === undefined ? "here" : `on ${via.name}`;
    this.starter = { name: `exec_command (${typed})`, trial: `${typed} -c 'echo hello'`, place };
  }

  open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    return this.#base.open(`exec ${this.#command} -c ${quote(command)}`, listener);
  }

  close(): Promise<void> {
    return this.#base.close();
  }

  destroy(reason: string): void {
    this.#base.destroy(reason);
  }
}

function bareOrQuoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quote(word);
}
