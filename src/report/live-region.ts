/** What the program needs of a terminal; a TTY stream of Node is one. */
export interface Screen {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** What was written before has not been read yet. */
  readonly isBehind?: boolean | undefined;
}

const sequence = {
  hideCursor: "\x1b[?25l",
  showCursor: "\x1b[?25h",
  wrapOff: "\x1b[?7l",
  wrapOn: "\x1b[?7h",
  eraseLineEnd: "\x1b[K",
  eraseBelow: "\x1b[J",
  up: (lines: number) => (lines === 0 ? "" : `\x1b[${lines}A`),
} as const;

/** Lines at the bottom of a terminal that are painted over; text above them stays. One write per painting. */
export class LiveRegion {
  readonly #screen: Screen;
  #shown: readonly string[] | undefined;
  #ended = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Paints these lines over the last ones, and `above` before them, once. Nothing is written when nothing changed. */
  paint(lines: readonly string[], above: readonly string[] = []): void {
    if (this.#ended) return;
    if (above.length === 0 && lines.join("\n") === this.#shown?.join("\n")) return;
    const begin = this.#shown === undefined ? sequence.hideCursor : sequence.up(this.#shown.length);
    const kept = above.length === 0 ? "" : `${this.#cleared()}${above.join("\n")}\n`;
    const painted = lines.map((line) => `${sequence.eraseLineEnd}${line}\n`).join("");
    this.#shown = lines;
    this.#screen.write(`${begin}\r${kept}${sequence.wrapOff}${painted}${sequence.eraseBelow}${sequence.wrapOn}`);
  }

  /** Line by line: some terminals keep a copy of what is erased from the top left corner in one go. */
  #cleared(): string {
    const height = this.#shown?.length ?? 0;
    return `${sequence.eraseLineEnd}\n`.repeat(height) + sequence.up(height);
  }

  /** Leaves what is painted where it is, so that others may write below it; the next painting begins anew. */
  leave(): void {
    if (this.#ended || this.#shown === undefined) return;
    this.#shown = undefined;
    this.#screen.write(sequence.showCursor);
  }

  /** Leaves what is painted on the screen and gives the cursor back; later paintings do nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#shown !== undefined) this.#screen.write(sequence.showCursor);
  }
}
