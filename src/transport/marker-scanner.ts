/** What a scanner is looking for, and who gets the bytes before it. */
export interface Search {
  /** Ends what is looked for; it begins with a newline that does not belong to the output. */
  readonly marker: Buffer;
  output(chunk: Buffer): void;
  /** The rest of the marker's line. */
  found(rest: string): void;
}

const longestRest = 64;

/**
 * Finds one marker line in a stream, however the stream is cut into chunks. Bytes outside of a search belong to nobody
 * (a background process of an earlier frame) and are dropped.
 */
export class MarkerScanner {
  #search: Search | undefined;
  #held: Buffer = Buffer.alloc(0);

  /** A search that begins in `found` of another goes on right behind that one's line. */
  begin(search: Search): void {
    this.#search = search;
    this.#held = Buffer.alloc(0);
  }

  /** True while the marker has not come. */
  get searching(): boolean {
    return this.#search !== undefined;
  }

  /** The stream has ended: what was held back, because it could have been the marker, is output. */
  flush(): void {
    const held = this.#held;
    this.#held = Buffer.alloc(0);
    if (held.length > 0) this.#search?.output(held);
  }

  push(chunk: Buffer): void {
    const search = this.#search;
    if (search === undefined) return;
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const at = bytes.indexOf(search.marker);
    if (at < 0) {
      this.#passOn(search, bytes, Math.max(0, bytes.length - search.marker.length + 1));
      return;
    }
    const rest = bytes.subarray(at + search.marker.length);
    const end = rest.indexOf(10);
    if (end < 0 && rest.length <= longestRest) {
      this.#passOn(search, bytes, at);
      return;
    }
    if (at > 0) search.output(bytes.subarray(0, at));
    this.#search = undefined;
    search.found(rest.subarray(0, end < 0 ? longestRest : end).toString("latin1"));
    if (this.searching && end >= 0) this.push(rest.subarray(end + 1));
  }

  #passOn(search: Search, bytes: Buffer, count: number): void {
    if (count > 0) search.output(bytes.subarray(0, count));
    this.#held = bytes.subarray(count);
  }
}
