import { constants, fstatSync, openSync, writeSync } from "node:fs";
import { isatty } from "node:tty";

/** Bytes that wait for a reader before what follows is dropped. */
const mostWaiting = 16 * 1024 * 1024;

const longestPause = 50;

/** What becomes of what is written. */
export interface Fate {
  /** Called once: nothing can be written any more, and nothing is tried. */
  readonly failed: (error: Error) => void;
  /** Called once, when so much waits that what follows is dropped until it is read. */
  readonly dropping: () => void;
}

/**
 * Writes to a pipe or a terminal without ever waiting for who reads it: a pager that stands still, or Ctrl-S, holds up nobody
 * but itself. What is not read waits, up to 16 MiB; then whole texts are left out. The process lives until all is written.
 */
export class PatientWriter {
  readonly #descriptor: number;
  readonly #fate: Fate;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #pause = 0;
  #isOver = false;
  #isDropping = false;

  /** `descriptor`: from `openPatiently`. */
  constructor(descriptor: number, fate: Fate) {
    this.#descriptor = descriptor;
    this.#fate = fate;
  }

  /** Something waits. */
  get isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  write(text: string): void {
    if (this.#isOver || text === "") return;
    const bytes = Buffer.from(text);
    if (this.#bytes + bytes.length > mostWaiting) this.#drop();
    else {
      this.#waiting.push(bytes);
      this.#bytes += bytes.length;
      if (this.#waiting.length === 1) this.#writeAll();
    }
  }

  #drop(): void {
    if (!this.#isDropping) this.#fate.dropping();
    this.#isDropping = true;
  }

  #writeAll(): void {
    try {
      for (let first = this.#waiting[0]; first; first = this.#waiting[0]) this.#wrote(first, this.#tryOnce(first));
    } catch (error) {
      if (isBusy(error)) this.#later();
      else this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #fail(error: Error): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#fate.failed(error);
  }

  #tryOnce(bytes: Uint8Array): number {
    const written = writeSync(this.#descriptor, bytes);
    this.#pause = 0;
    return written;
  }

  #wrote(first: Uint8Array, length: number): void {
    this.#bytes -= length;
    if (length < first.length) this.#waiting[0] = first.subarray(length);
    else this.#waiting.shift();
  }

  #later(): void {
    this.#pause = Math.min(longestPause, this.#pause * 2 + 1);
    setTimeout(() => this.#writeAll(), this.#pause);
  }
}

/** The same pipe or terminal, opened so that writing to it never waits; `undefined` for what cannot be opened so, and for files. */
export function openPatiently(descriptor: number): number | undefined {
  try {
    if (!fstatSync(descriptor).isFIFO() && !isatty(descriptor)) return undefined;
    return openSync(`/dev/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
