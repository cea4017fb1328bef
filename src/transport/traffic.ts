import type { Counters } from "./connection.ts";

/** Counts what travels on one connection. */
export class Traffic implements Counters {
  frames = 0;
  bytesSent = 0;
  bytesReceived = 0;
}
