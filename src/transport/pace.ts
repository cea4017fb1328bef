import type { Readable } from "node:stream";

/** Bytes that a channel may send as fast as it can, and how many more a second: what goes beyond leaves room for other hosts. */
const [burst, bytesPerSecond] = [16 * 1024 * 1024, 16 * 1024 * 1024];
/** Milliseconds; shorter rests are put together. */
const shortestRest = 10;

/**
 * The share of this process that one channel may take. Output is read and thrown away beyond its cap, and a host that never
 * stops printing would have us do nothing else; made to rest, the transport's own flow control holds the host up.
 */
export class Pace {
  #credit = burst;
  #at = performance.now();

  /** Milliseconds to rest after these bytes. */
  restAfter(bytes: number): number {
    const now = performance.now();
    this.#credit = Math.min(burst, this.#credit + ((now - this.#at) * bytesPerSecond) / 1000) - bytes;
    this.#at = now;
    const rest = (-this.#credit * 1000) / bytesPerSecond;
    return rest < shortestRest ? 0 : rest;
  }
}

/** Hands out what comes; the stream stands still while its pace says so. */
export function hearPaced(stream: Readable, pace: Pace, deliver: (chunk: Buffer) => void): void {
  stream.on("data", (chunk: Buffer) => {
    deliver(chunk);
    const rest = pace.restAfter(chunk.length);
    if (rest === 0) return;
    stream.pause();
    setTimeout(() => stream.resume(), rest);
  });
}
