import { randomBytes } from "node:crypto";
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
    const link = this.#link;
    const traffic = this.counters;
    const stream = new ShellStream(traffic);
    const nonce = randomBytes(16).toString("hex");
    const start = { link, stream, become, nonce, launch: launch(library, become), deadline: this.#deadlines.shell };
    const pid = await startShell(start);
    return new KeptShell({ link, stream, become, pid, nonce, traffic, grace: this.#deadlines.grace });
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
