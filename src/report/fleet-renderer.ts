import type { ListrRenderer } from "listr2";
import type { Ticker } from "./ticker.ts";

/** What the renderer does at each tick. */
export interface FleetRendererOptions {
  readonly every: Ticker;
  readonly tick: () => void;
}

/** Milliseconds between repaints: with the first and the last one, at most ten fall into any second. */
export const repaintInterval = 125;

/**
 * A renderer for listr2 that paints at a fixed pace whatever happens in between. listr2's own renderer lays out every row at
 * every change, which blocks the event loop for seconds at some hundred hosts.
 */
export class FleetRenderer implements ListrRenderer {
  static readonly nonTTY = true;
  static readonly rendererOptions: FleetRendererOptions;
  static readonly rendererTaskOptions: never;
  readonly #options: FleetRendererOptions;
  #stop: (() => void) | undefined;

  constructor(_tasks: readonly unknown[], options: FleetRendererOptions) {
    this.#options = options;
  }

  render(): void {
    this.#options.tick();
    this.#stop = this.#options.every(repaintInterval, this.#options.tick);
  }

  end(): void {
    this.#stop?.();
  }
}
