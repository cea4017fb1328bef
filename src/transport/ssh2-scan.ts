import type { Duplex } from "node:stream";
import ssh2 from "ssh2";
import { algorithmsFor } from "./ssh2-algorithms.ts";

/** What a look at a host's key needs. */
export interface ScanRequest {
  /** Destroyed in the end. */
  readonly socket: Duplex;
  /** Key types that are offered; all when empty. */
  readonly types: readonly string[];
  /** Milliseconds for the key exchange. */
  readonly deadline: number;
}

/**
 * The key that a host proves to have in the key exchange. Nothing is authenticated: the connection ends before. Throws what
 * ssh2 says when the exchange fails.
 */
export function readHostKey({ socket, types, deadline }: ScanRequest): Promise<Buffer> {
  const client = new ssh2.Client();
  let seen: Buffer | undefined;
  return new Promise<Buffer>((resolve, reject) => {
    const end = (error: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (seen === undefined) reject(error);
      else resolve(seen);
    };
    const timer = setTimeout(() => end(new Error("the login took too long")), deadline);
    client.on("error", end);
    client.on("close", () => end(new Error("the host closed the connection")));
    socket.on("error", end);
    if (socket.destroyed) return end(socket.errored ?? new Error("the host closed the connection"));
    client.connect({
      sock: socket,
      username: "nobody",
      algorithms: algorithmsFor(types),
      authHandler: [],
      hostVerifier: (key: Buffer) => {
        seen = Buffer.from(key);
        return false;
      },
      readyTimeout: deadline,
    });
  });
}
