import { beginMark, promptMark, startedMark } from "./become-command.ts";
import type { ChannelEnd, ChannelListener } from "./byte-channel.ts";
import type { Become } from "./connection.ts";
import { visible } from "./visible.ts";

/** What can happen between a start and the other user's shell. */
export type Said =
  | { readonly kind: "asked" }
  | { readonly kind: "started" }
  | { readonly kind: "ended"; readonly end: ChannelEnd };

const noiseLimit = 64 * 1024;

/** Hears what sudo, su or doas say until the other user's shell has started; what follows is the listener's. */
export class BecomeConversation implements ChannelListener {
  readonly #listener: ChannelListener;
  readonly #method: Become["method"];
  readonly #nonce: string;
  readonly #said: Said[] = [];
  #words = "";
  #heard = "";
  #started = false;
  #wake: () => void = () => {};

  constructor(listener: ChannelListener, method: Become["method"], nonce: string) {
    this.#listener = listener;
    this.#method = method;
    this.#nonce = nonce;
  }

  /** The next thing that happens. */
  async next(): Promise<Said> {
    for (;;) {
      const said = this.#said.shift();
      if (said) return said;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Whether something has happened that `next` has not told. */
  get goesOn(): boolean {
    return this.#said.length > 0;
  }

  /** What was said so far, without our marks, as a message can show it. */
  words(): string {
    const text = (this.#words + this.#heard).replaceAll(new RegExp(`\\[${this.#nonce} \\w+\\]`, "g"), "");
    const short = text.replace(/'\S*sh -c .*' as /s, "'sh' as ");
    return visible(Buffer.from(short, "latin1")).replace(/^(sudo|su|doas): /, "");
  }

  stdout(chunk: Buffer): void {
    if (this.#started) this.#listener.stdout(chunk);
    else if (this.#method === "su") this.#listen(chunk);
  }

  stderr(chunk: Buffer): void {
    if (this.#started) this.#listener.stderr(chunk);
    else this.#listen(chunk);
  }

  closed(end: ChannelEnd): void {
    if (this.#started) this.#listener.closed(end);
    else this.#tell({ kind: "ended", end });
  }

  #listen(chunk: Buffer): void {
    this.#heard += chunk.toString("latin1");
    const mark = startedMark(this.#nonce);
    const at = this.#heard.indexOf(mark);
    if (at >= 0) {
      const rest = this.#heard.slice(at + mark.length);
      this.#heard = this.#heard.slice(0, at);
      this.#started = true;
      this.#tell({ kind: "started" });
      this.#listener.stderr(Buffer.from(rest, "latin1"));
      return;
    }
    if (this.#asks()) {
      this.#words += this.#heard;
      this.#heard = "";
      this.#tell({ kind: "asked" });
    }
    if (this.#words.length + this.#heard.length > noiseLimit) this.#tell({ kind: "ended", end: {} });
  }

  /** sudo asks with our mark; su with a last line that ends with a colon, ASCII or full width. */
  #asks(): boolean {
    if (this.#method === "sudo") return this.#heard.includes(promptMark(this.#nonce));
    if (this.#method === "doas") return false;
    const begun = this.#words !== "" || this.#heard.includes(beginMark(this.#nonce));
    return begun && /[^\n](:|\xef\xbc\x9a) ?$/.test(this.#heard);
  }

  #tell(said: Said): void {
    this.#said.push(said);
    this.#wake();
  }
}
