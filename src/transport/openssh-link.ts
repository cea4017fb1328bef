import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { quote } from "../changes/quote.ts";
import type { ByteChannel, ChannelEnd, ChannelListener, Link } from "./byte-channel.ts";
import { ConnectionLostError } from "./connection-lost.ts";
import { LocalLink } from "./local-link.ts";
import { sharedArguments } from "./openssh-arguments.ts";
import type { OpensshMaster } from "./openssh-master.ts";
import type { SshTarget } from "./ssh-target.ts";
import { visible } from "./visible.ts";

/** What ssh itself says when the host refuses another session on a shared connection (sshd's MaxSessions). */
const refusal = /^mux_client_request_session: session request failed/;

/** Runs command lines over a connection of the system's ssh, one ssh process each. */
export class OpensshLink implements Link {
  readonly host: string;
  readonly hostKey: string | undefined;
  readonly #master: OpensshMaster;
  readonly #local: LocalLink;
  readonly #ssh: string;
  readonly #grace: number;
  #reason: string | undefined;

  constructor(target: SshTarget, master: OpensshMaster, grace: number) {
    this.host = target.name;
    this.hostKey = master.hostKey;
    this.#master = master;
    this.#grace = grace;
    this.#local = new LocalLink(target.name, grace);
    this.#ssh = `exec ssh ${sharedArguments(target, master.socket).map(quote).join(" ")}`;
  }

  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    if (this.#reason !== undefined || this.#master.isOver) {
      throw new ConnectionLostError(`${this.host}: the connection is gone (${this.#why()})`, false);
    }
    let said = "";
    return this.#local.open(`${this.#ssh} ${quote(command)}`, {
      stdout: (chunk) => listener.stdout(chunk),
      stderr: (chunk) => {
        if (said.length < 200) said += chunk.toString("latin1").slice(0, 200);
        listener.stderr(chunk);
      },
      closed: (end) => void this.#endOf(end, said).then((known) => listener.closed(known)),
    });
  }

  async close(): Promise<void> {
    this.#reason ??= "it was closed from here";
    await this.#local.close();
    this.#master.end();
    const stop = new AbortController();
    await Promise.race([this.#master.gone, wait(this.#grace, undefined, { signal: stop.signal }).catch(() => {})]);
    stop.abort();
  }

  destroy(reason: string): void {
    this.#reason ??= reason;
    this.#master.end();
    this.#local.destroy();
  }

  /** ssh ends with 255 for itself, too: it is the command's own status only while the connection is there. */
  async #endOf(end: ChannelEnd, said: string): Promise<ChannelEnd> {
    if (end.status !== undefined && end.status !== 255) return end;
    if (refusal.test(said))
      return { reason: "the host refused another channel; sshd's MaxSessions must allow at least 4" };
    return (await answers(this.#master.socket)) ? end : { reason: this.#why() };
  }

  #why(): string {
    return this.#reason ?? (visible(this.#master.said.split("\n").at(-1) ?? "") || "it was closed by the host");
  }
}

/** Whether somebody listens on a socket. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
