import { quote } from "../changes/quote.ts";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import type { LocalLink } from "./local-link.ts";

/** Runs command lines behind a command of this machine that ends in a shell: `docker exec -i NAME sh`. */
export class ExecLink implements Link {
  readonly host: string;
  readonly hostKey = undefined;
  readonly starter: NonNullable<Link["starter"]>;
  readonly #local: LocalLink;
  readonly #command: string;

  constructor(local: LocalLink, command: readonly string[]) {
    this.host = local.host;
    this.#local = local;
    this.#command = command.map(quote).join(" ");
    const typed = command.map(bareOrQuoted).join(" ");
    this.starter = { name: `exec_command (${typed})`, trial: `${typed} -c 'echo hello'` };
  }

  open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    return this.#local.open(`exec ${this.#command} -c ${quote(command)}`, listener);
  }

  close(): Promise<void> {
    return this.#local.close();
  }

  destroy(): void {
    this.#local.destroy();
  }
}

function bareOrQuoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quote(word);
}
