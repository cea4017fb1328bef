import { OutputCapture } from "./captured-output.ts";
import type { Frame, Reply } from "./connection.ts";
import type { MarkerScanner } from "./marker-scanner.ts";

const defaultCap = 1024 * 1024;

/** More than this in one answer is not an answer. */
export const outputLimit = 64 * 1024 * 1024;

/** What ends an exchange, besides the connection. */
export interface ExchangeEvents {
  replied(reply: Reply): void;
  broken(why: string): void;
}

/** Collects one frame's answer from both streams. */
export class FrameExchange {
  readonly #stdout: OutputCapture;
  readonly #stderr: OutputCapture;
  readonly #events: ExchangeEvents;
  #status: number | undefined;
  #stderrEnded = false;

  constructor(frame: Frame, events: ExchangeEvents) {
    this.#stdout = new OutputCapture(frame.cap ?? defaultCap);
    this.#stderr = new OutputCapture(frame.cap ?? defaultCap);
    this.#events = events;
  }

  /** Sets both scanners on the answer to frame `sequence`. */
  listen(stdout: MarkerScanner, stderr: MarkerScanner, nonce: string, sequence: number): void {
    stdout.begin({
      marker: Buffer.from(`\n${nonce} ${sequence} `),
      output: (chunk) => this.#take(this.#stdout, chunk),
      found: (rest) => this.#statusCame(rest),
    });
    stderr.begin({
      marker: Buffer.from(`\n${nonce} ${sequence}`),
      output: (chunk) => this.#take(this.#stderr, chunk),
      found: () => {
        this.#stderrEnded = true;
        this.#finish();
      },
    });
  }

  #take(capture: OutputCapture, chunk: Buffer): void {
    capture.take(chunk);
    if (this.#stdout.bytes + this.#stderr.bytes > outputLimit) {
      this.#events.broken(`printed more than ${outputLimit / 1024 / 1024} MiB`);
    }
  }

  #statusCame(rest: string): void {
    if (/^\d{1,3}$/.test(rest) && Number(rest) <= 255) {
      this.#status = Number(rest);
      this.#finish();
    } else {
      this.#events.broken("ended an answer without a status");
    }
  }

  #finish(): void {
    if (this.#status === undefined || !this.#stderrEnded) return;
    const stdout = this.#stdout.captured();
    const stderr = this.#stderr.captured();
    this.#events.replied({ status: this.#status, stdout, stderr });
  }
}
