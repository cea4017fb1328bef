import { connect, createServer, type Socket } from "node:net";

/** How a cut is done: both ends are reset, or only ours, and the host hears nothing of it. */
export type Cut = "both" | "ours";

/** A TCP proxy on 127.0.0.1 that can fail. */
export interface FlakyProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Bytes that passed so far, of all connections. */
  readonly passed: { readonly there: number; readonly back: number };
  /** From now on nothing passes, in either direction, and nothing is closed. */
  freeze(): void;
  /** Resets every connection. */
  cut(how?: Cut): void;
  /** Cuts, once, as soon as so many bytes more have passed in this direction; no byte more gets through. */
  cutAfter(bytes: number, direction: "there" | "back", how?: Cut): void;
  close(): Promise<void>;
}

interface Fuse {
  left: number;
  readonly direction: "there" | "back";
  readonly how: Cut;
}

/** Forwards to a port of 127.0.0.1, but hangs up on the first `drops` connections at once. */
export async function startProxy(to: number, drops = 0): Promise<FlakyProxy> {
  const ends = new Map<Socket, "ours" | "theirs">();
  const passed = { there: 0, back: 0 };
  let accepted = 0;
  let fuse: Fuse | undefined;
  const cut = (how: Cut = "both") => {
    for (const [socket, whose] of ends) {
      if (whose === "ours" || how === "both") socket.resetAndDestroy();
      else socket.removeAllListeners("data").pause();
    }
  };
  const forward = (from: Socket, target: Socket, direction: "there" | "back") => {
    from.on("data", (chunk: Buffer) => {
      const mine = fuse?.direction === direction ? fuse : undefined;
      const bytes = mine ? chunk.subarray(0, mine.left) : chunk;
      passed[direction] += bytes.length;
      if (!target.destroyed && !target.write(bytes)) {
        from.pause();
        target.once("drain", () => from.resume());
      }
      if (mine === undefined) return;
      mine.left -= bytes.length;
      if (mine.left > 0) return;
      fuse = undefined;
      from.pause();
      target.write("", () => cut(mine.how));
    });
    from.on("end", () => target.end());
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    accepted += 1;
    if (accepted <= drops) return void near.destroy();
    const far = connect({ port: to, host: "127.0.0.1", allowHalfOpen: true });
    ends.set(near, "ours").set(far, "theirs");
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => ends.delete(socket));
    }
    near.on("close", () => ends.has(far) && !far.isPaused() && far.destroy());
    far.on("close", () => near.destroy());
    forward(near, far, "there");
    forward(far, near, "back");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get accepted() {
      return accepted;
    },
    passed,
    freeze: () => {
      for (const socket of ends.keys()) socket.removeAllListeners("data").pause();
    },
    cut,
    cutAfter: (bytes, direction, how = "both") => {
      fuse = { left: bytes, direction, how };
    },
    close: async () => {
      for (const socket of ends.keys()) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
