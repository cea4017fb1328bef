import type { Captured } from "./connection.ts";

/** Keeps the first and the last half of a cap of what comes by. */
export class OutputCapture {
  readonly #half: number;
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #bytes = 0;

  constructor(cap: number) {
    this.#half = Math.ceil(cap / 2);
  }

  /** Bytes that came, kept or not. */
  get bytes(): number {
    return this.#bytes;
  }

  take(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const room = this.#half - this.#headBytes;
    const first = chunk.subarray(0, room);
    if (first.length > 0) {
      this.#head.push(first);
      this.#headBytes += first.length;
    }
    if (chunk.length > first.length) this.#keepLast(chunk.subarray(first.length));
  }

  /** What was kept; everything is in `head` when nothing had to be left out. */
  captured(): Captured {
    const head = Buffer.concat(this.#head);
    const tail = Buffer.concat(this.#tail);
    if (this.#bytes <= 2 * this.#half) {
      return { head: Buffer.concat([head, tail]), tail: Buffer.alloc(0), bytes: this.#bytes };
    }
    return { head, tail: tail.subarray(Math.max(0, tail.length - this.#half)), bytes: this.#bytes };
  }

  #keepLast(chunk: Buffer): void {
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    let spare = 0;
    while (this.#tailBytes - (this.#tail[spare]?.length ?? 0) >= this.#half) {
      this.#tailBytes -= this.#tail[spare]?.length ?? 0;
      spare += 1;
    }
    if (spare > 0) this.#tail = this.#tail.slice(spare);
  }
}
