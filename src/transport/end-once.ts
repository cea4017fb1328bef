import type { ChannelEnd } from "./byte-channel.ts";

/** Milliseconds that output may still come after a command's end; a background process can hold the streams for ever. */
const lastWords = 500;

/** Reports a channel's end once: when it is closed, or a little after its command ended. */
export class EndOnce {
  readonly #report: (end: ChannelEnd) => void;
  #end: ChannelEnd = {};
  #timer: NodeJS.Timeout | undefined;
  #reported = false;

  constructor(report: (end: ChannelEnd) => void) {
    this.#report = report;
  }

  exited(end: ChannelEnd): void {
    this.#end = end;
    this.#timer ??= setTimeout(() => this.closed(), lastWords);
  }

  /** `reason` counts only when the command's own end is not known. */
  closed(reason?: string): void {
    clearTimeout(this.#timer);
    if (this.#reported) return;
    this.#reported = true;
    const known = this.#end.status !== undefined || this.#end.signal !== undefined;
    this.#report(known || reason === undefined ? this.#end : { reason });
  }
}
