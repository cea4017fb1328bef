import { OutputCapture } from "./captured-output.ts";
import type { Frame, Reply } from "./connection.ts";
import { frameBytes } from "./frame-bytes.ts";
import type { ShellStream } from "./shell-stream.ts";

const defaultCap = 1024 * 1024;

/** More than this in one answer is not an answer. */
export const outputLimit = 64 * 1024 * 1024;

/** How an exchange ends, besides with the connection: with an answer, or with what a host must not do. */
export type ExchangeEnd = { readonly reply: Reply } | { readonly broken: string };

/** One frame of a shell: what is sent, and its answer, collected from both streams. */
export class FrameExchange {
  readonly frame: Frame;
  readonly bytes: Buffer;
  readonly #end: string;
  readonly #stdout: OutputCapture;
  readonly #stderr: OutputCapture;
  #status: number | undefined;
  #stderrEnded = false;
  #ended: ExchangeEnd | undefined;
  #hear: (end: ExchangeEnd) => void = () => {};

  /** The frame with number `sequence` of the shell that knows `nonce`. RB5009 as `frameBytes`. */
  constructor(frame: Frame, nonce: string, sequence: number) {
    this.frame = frame;
    this.bytes = frameBytes(nonce, sequence, frame);
    this.#end = `\n${nonce} ${sequence}`;
    this.#stdout = new OutputCapture(frame.cap ?? defaultCap);
    this.#stderr = new OutputCapture(frame.cap ?? defaultCap);
  }

  /** Sets the scanner of a stream on the answer. */
  listenTo(name: "stdout" | "stderr", stream: ShellStream): void {
    if (name === "stdout") {
      stream.stdout.begin({
        marker: Buffer.from(`${this.#end} `),
        output: (chunk) => this.#take(this.#stdout, chunk),
        found: (rest) => this.#statusCame(rest),
      });
    } else {
      stream.stderr.begin({
        marker: Buffer.from(this.#end),
        output: (chunk) => this.#take(this.#stderr, chunk),
        found: () => {
          this.#stderrEnded = true;
          this.#finish();
        },
      });
    }
  }

  /** Hears of the end, once, also when it has come already. */
  onEnd(listener: (end: ExchangeEnd) => void): void {
    this.#hear = listener;
    if (this.#ended) listener(this.#ended);
  }

  #endWith(end: ExchangeEnd): void {
    if (this.#ended) return;
    this.#ended = end;
    this.#hear(end);
  }

  #take(capture: OutputCapture, chunk: Buffer): void {
    capture.take(chunk);
    if (this.#stdout.bytes + this.#stderr.bytes > outputLimit) {
      this.#endWith({ broken: `printed more than ${outputLimit / 1024 / 1024} MiB` });
    }
  }

  #statusCame(rest: string): void {
    if (/^\d{1,3}$/.test(rest) && Number(rest) <= 255) {
      this.#status = Number(rest);
      this.#finish();
    } else {
      this.#endWith({ broken: "ended an answer without a status" });
    }
  }

  #finish(): void {
    if (this.#status === undefined || !this.#stderrEnded) return;
    const stdout = this.#stdout.captured();
    const stderr = this.#stderr.captured();
    this.#endWith({ reply: { status: this.#status, stdout, stderr } });
  }
}
