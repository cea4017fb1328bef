import { randomBytes } from "node:crypto";
import { becomeCommand, inLogin } from "./become-command.ts";
import { BecomeConversation, type Said } from "./become-conversation.ts";
import { alreadyGone, asksInVain, becomeRefused, passwordRefused, tooSlow } from "./become-problems.ts";
import type { ByteChannel, ChannelListener, Link } from "./byte-channel.ts";
import type { Become } from "./connection.ts";
import type { LoginOutcome } from "./password-gate.ts";

/** Starts commands as another user, answering the question for a password once it is asked. */
export class BecomeLink implements Link {
  readonly host: string;
  readonly hostKey: string | undefined;
  readonly #link: Link;
  readonly #become: Become;
  readonly #deadline: number;

  /** `deadline`: milliseconds until the question, and from the answer to the start. */
  constructor(link: Link, become: Become, deadline: number) {
    this.host = link.host;
    this.hostKey = link.hostKey;
    this.#link = link;
    this.#become = become;
    this.#deadline = deadline;
  }

  /** RB4010 when we may not become the user, RB4013 when nobody answers. */
  async open(command: string, listener: ChannelListener): Promise<ByteChannel> {
    const nonce = randomBytes(8).toString("hex");
    const text = Buffer.from(this.#become.login ? inLogin(command) : command);
    const conversation = new BecomeConversation(listener, this.#become.method, nonce);
    const channel = await this.#link.open(becomeCommand(this.#become, nonce, text.length), conversation);
    try {
      const said = await this.#next(conversation);
      if (said.kind === "ended") throw this.#ended(conversation, said);
      if (said.kind === "asked") await this.#answer(channel, conversation);
      channel.write(text);
      return channel;
    } catch (error) {
      channel.destroy();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  destroy(reason: string): void {
    this.#link.destroy(reason);
  }

  /** Sends the password once; whoever asks twice has refused it. */
  async #answer(channel: ByteChannel, conversation: BecomeConversation): Promise<void> {
    const { password } = this.#become;
    if (!password) throw asksInVain(this.host, this.#become);
    const leave = await password.gate.enter(this.host);
    let outcome: LoginOutcome = "unknown";
    try {
      if (conversation.goesOn) throw this.#ended(conversation, await this.#next(conversation));
      channel.write(Buffer.from(`${password.secret.reveal()}\n`));
      const said = await this.#next(conversation);
      if (said.kind === "started") {
        outcome = "accepted";
        return;
      }
      if (said.kind === "ended" && said.end.reason !== undefined) throw this.#ended(conversation, said);
      const words = conversation.words();
      const notAllowed = /not in the sudoers|not allowed to|may not run/.test(words);
      outcome = notAllowed ? "accepted" : "refused";
      throw notAllowed ? this.#ended(conversation, said) : passwordRefused(this.host, this.#become, words);
    } finally {
      leave(outcome);
    }
  }

  #ended(conversation: BecomeConversation, said: Said): Error {
    const reason = said.kind === "ended" ? said.end.reason : undefined;
    if (reason !== undefined) return alreadyGone(this.host, reason);
    return becomeRefused(this.host, this.#become, conversation.words());
  }

  async #next(conversation: BecomeConversation): Promise<Said> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(tooSlow(this.host, this.#become, { words: conversation.words(), deadline: this.#deadline })),
        this.#deadline,
      );
    });
    try {
      return await Promise.race([conversation.next(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
