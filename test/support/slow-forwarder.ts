import { connect, createServer, type Socket } from "node:net";

/** A way to a host that takes its time. */
export interface SlowForwarder {
  readonly port: number;
  /** Bytes that came back from the host so far. */
  readonly received: number;
  close(): Promise<void>;
}

/** Where to, and how long a byte takes there and back again. */
export interface SlowWay {
  readonly address: string;
  readonly port: number;
  /** Milliseconds there and back; half of it each way. */
  readonly roundTrip: number;
}

/** What one end has sent, kept until it is due at the other; `undefined` is its end. */
interface Parcel {
  readonly due: number;
  readonly bytes: Buffer | undefined;
}

/** More than this that the receiver has not taken holds the sender up, as TCP's own windows would. */
const mostUntaken = 4 * 1024 * 1024;

/**
 * Forwards from a port of 127.0.0.1 as a long line does: every byte arrives half a round trip after it was sent, in order, however
 * many are on their way. The host hears of a connection after one and a half round trips, as after a handshake of TCP.
 */
export async function startSlowForwarder({ address, port, roundTrip }: SlowWay): Promise<SlowForwarder> {
  const sockets = new Set<Socket>();
  const oneWay = roundTrip / 2;
  let received = 0;
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    keep(near);
    const dialed = setTimeout(() => {
      const far = connect({ host: address, port, noDelay: true });
      keep(far);
      far.on("data", (bytes: Buffer) => {
        received += bytes.length;
      });
      far.once("connect", () => {
        carry(near, far, oneWay);
        carry(far, near, oneWay);
      });
      far.once("error", () => near.resetAndDestroy());
      near.once("close", () => setTimeout(() => far.destroy(), oneWay));
    }, 2 * oneWay);
    near.once("close", () => clearTimeout(dialed));
  });
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : 0,
    get received() {
      return received;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Carries what `from` sends to `to`, each piece half a round trip after it came. */
function carry(from: Socket, to: Socket, oneWay: number): void {
  const parcels: Parcel[] = [];
  let waiting = false;
  const send = (bytes: Buffer | undefined) => {
    parcels.push({ due: performance.now() + oneWay, bytes });
    if (!waiting) deliver();
  };
  const deliver = () => {
    waiting = false;
    for (;;) {
      const [first] = parcels;
      if (first === undefined || to.destroyed) return;
      const left = first.due - performance.now();
      if (left > 0) return later(left);
      parcels.shift();
      if (first.bytes === undefined) to.end();
      else if (!to.write(first.bytes) && to.writableLength > mostUntaken) holdUp();
    }
  };
  const later = (left: number) => {
    waiting = true;
    // Timers know whole milliseconds only.
    if (left < 1) setImmediate(deliver);
    else setTimeout(deliver, Math.floor(left));
  };
  const holdUp = () => {
    from.pause();
    to.once("drain", () => from.resume());
  };
  from.on("data", send);
  from.once("end", () => send(undefined));
  from.once("error", () => setTimeout(() => to.resetAndDestroy(), oneWay));
  from.resume();
}
