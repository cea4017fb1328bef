import type { Counters } from "../transport/connection.ts";

/** Before anything was sent. */
export const noTraffic: Counters = { frames: 0, bytesSent: 0, bytesReceived: 0 };

/** What went over two connections. */
export function trafficOfBoth(one: Counters, other: Counters): Counters {
  return {
    frames: one.frames + other.frames,
    bytesSent: one.bytesSent + other.bytesSent,
    bytesReceived: one.bytesReceived + other.bytesReceived,
  };
}
