import type { Unknown } from "./unknown.ts";

/** Ends a decision that only a real run can make; the engine shows why ("known after: Restart pipelined"). Never a failure. */
export class UnknownError extends Error {
  readonly unknown: Unknown;

  constructor(unknown: Unknown) {
    super(unknown.because);
    this.name = "UnknownError";
    this.unknown = unknown;
  }
}
