import { randomBytes } from "node:crypto";
import { BecomeLink } from "./become-link.ts";
import type { Link } from "./byte-channel.ts";
import type { Become, Connection, Shell } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import { KeptShell } from "./kept-shell.ts";
import { ShellStream } from "./shell-stream.ts";
import { launch } from "./shell-text.ts";
import { startShell } from "./start-shell.ts";
import { Traffic } from "./traffic.ts";

/** Kept shells over any link. */
export class ShellConnection implements Connection {
  readonly counters: Traffic = new Traffic();
  readonly hostKey: string | undefined;
  readonly #link: Link;
  readonly #deadlines: Deadlines;

  constructor(link: Link, deadlines: Deadlines) {
    this.#link = link;
    this.#deadlines = deadlines;
    this.hostKey = link.hostKey;
  }

  async openShell(library: string, become: Become | undefined): Promise<Shell> {
    const { link, prefix } = this.#way(become);
    const traffic = this.counters;
    const stream = new ShellStream(traffic);
    const nonce = randomBytes(16).toString("hex");
    const start = {
      link,
      stream,
      become: prefix,
      nonce,
      launch: launch(library, prefix),
      deadline: this.#deadlines.shell,
    };
    const pid = await startShell(start);
    return new KeptShell({ link, stream, become: prefix, pid, nonce, traffic, grace: this.#deadlines.grace });
  }

  /** Plain `sudo -n` is a prefix of the command; whatever asks, and other programs, have a link of their own. */
  #way(become: Become | undefined): { readonly link: Link; readonly prefix: Become | undefined } {
    const plain = become === undefined || (become.method === "sudo" && !become.login && !become.password);
    if (plain) return { link: this.#link, prefix: become };
    return { link: new BecomeLink(this.#link, become, this.#deadlines.shell), prefix: undefined };
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
