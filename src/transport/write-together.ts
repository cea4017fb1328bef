import type { Duplex } from "node:stream";

/**
 * What is written to a stream in one turn of the event loop leaves it together: ssh2 writes length, body and tag of each packet
 * separately, and each write would be a system call and a segment on the wire.
 */
export function writeTogether(stream: Duplex): void {
  const { write } = stream;
  let isWaiting = false;
  stream.write = (...pieces: unknown[]): boolean => {
    if (!isWaiting) {
      isWaiting = true;
      stream.cork();
      queueMicrotask(() => {
        isWaiting = false;
        stream.uncork();
      });
    }
    return Reflect.apply(write, stream, pieces);
  };
}
