import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { ProblemError } from "../problems/problem.ts";
import { BecomeLink } from "./become-link.ts";
import type { Link } from "./byte-channel.ts";
import { CarriedLink } from "./carried-link.ts";
import type { Become, Connection, Frame, Shell } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import { FrameExchange } from "./frame-exchange.ts";
import { KeptShell } from "./kept-shell.ts";
import { ShellStream } from "./shell-stream.ts";
import { launch } from "./shell-text.ts";
import { startShell } from "./start-shell.ts";
import { Traffic } from "./traffic.ts";

/** Kept shells over any link. */
export class ShellConnection implements Connection {
  readonly counters: Traffic = new Traffic();
  readonly hostKey: string | undefined;
  #link: Link;
  readonly #deadlines: Deadlines;
  readonly #shells: KeptShell[] = [];

  constructor(link: Link, deadlines: Deadlines) {
    this.#link = link;
    this.#deadlines = deadlines;
    this.hostKey = link.hostKey;
  }

  async openShell(library: string, become: Become | undefined, opening?: Frame): Promise<Shell> {
    try {
      return await this.#start(library, become, opening);
    } catch (error) {
      if (!isCsh(error) || this.#link instanceof CarriedLink) throw error;
      this.#link = new CarriedLink(this.#link);
      return this.#start(library, become, opening);
    }
  }

  async #start(library: string, become: Become | undefined, opening: Frame | undefined): Promise<Shell> {
    const { link, prefix } = this.#way(become);
    const traffic = this.counters;
    const stream = new ShellStream(traffic);
    const nonce = randomBytes(16).toString("hex");
    const exchange = opening && new FrameExchange(opening, nonce, 1);
    const start = {
      link,
      stream,
      become: prefix,
      nonce,
      launch: launch(library, prefix),
      opening: exchange,
      deadline: this.#deadlines.shell,
    };
    const pid = await startShell(start);
    const shell = new KeptShell({ link, stream, become: prefix, pid, nonce, traffic, grace: this.#deadlines.grace });
    this.#shells.push(shell);
    if (exchange) await shell.open(exchange);
    return shell;
  }

  /** Plain `sudo -n` is a prefix of the command; whatever asks, and other programs, have a link of their own. */
  #way(become: Become | undefined): { readonly link: Link; readonly prefix: Become | undefined } {
    const plain = become === undefined || (become.method === "sudo" && !become.login && !become.password);
    if (plain) return { link: this.#link, prefix: become };
    return { link: new BecomeLink(this.#link, become, this.#deadlines.shell), prefix: undefined };
  }

  async close(): Promise<void> {
    const stop = new AbortController();
    const late = wait(this.#deadlines.close, undefined, { signal: stop.signal }).catch(() => {});
    await Promise.race([Promise.all(this.#shells.map((shell) => shell.end())), late]);
    stop.abort();
    await this.#link.close();
  }
}

/** csh and tcsh take no line end inside quotes; nothing was started. */
function isCsh(error: unknown): boolean {
  const first = error instanceof ProblemError ? error.problems[0] : undefined;
  return first?.code === "RB4013" && /it said: .*Unmatched ['"`]/.test(first.message);
}
