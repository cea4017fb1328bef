import type { Readable, Writable } from "node:stream";
import type { ServerChannel } from "ssh2";

/**
 * Sends what a command says to its client, no faster than the client reads. One write at a time over both streams, and
 * ssh2's leftovers of it removed: when two wait for the client (or one waits after the other has), ssh2 1.17 forgets the
 * second or repeats the first.
 */
export function sendOutput(output: Readable, errors: Readable, channel: ServerChannel): void {
  let turn = Promise.resolve();
  for (const [source, target] of [[output, channel] as const, [errors, channel.stderr] as const]) {
    source.on("data", (chunk: Uint8Array) => {
      source.pause();
      turn = turn.then(() => write(target, chunk)).then(() => forgetWaiting(channel));
      void turn.then(() => source.resume());
    });
    source.on("error", () => source.destroy());
  }
}

/** Never settles when the channel closes before. */
function write(target: Writable, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    target.write(chunk, () => resolve());
  });
}

function forgetWaiting(channel: ServerChannel): void {
  for (const name of ["_chunk", "_chunkcb", "_chunkErr", "_chunkcbErr"]) Reflect.set(channel, name, undefined);
}
