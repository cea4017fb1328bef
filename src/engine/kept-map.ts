/** What names stood for before they were set; `undefined`: they were not there. */
interface Since<V> {
  readonly replaced: Map<string, V | undefined>;
  next: Since<V> | undefined;
}

/** A map, of nothing that is `undefined`, that can be put back to what it was; that costs no more than what is set meanwhile. */
export class KeptMap<V> {
  readonly #values = new Map<string, V>();
  /** Whoever asked to keep knows what was set since, from its own link on; nobody else holds the links before the last. */
  #since: Since<V> | undefined;

  get values(): ReadonlyMap<string, V> {
    return this.#values;
  }

  get(name: string): V | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: V): void {
    this.#remember(name);
    this.#values.set(name, value);
  }

  delete(name: string): void {
    this.#remember(name);
    this.#values.delete(name);
  }

  /** Returns what puts back to what it is now; of several, the last is called first. */
  keep(): () => void {
    const first: Since<V> = { replaced: new Map(), next: undefined };
    if (this.#since) this.#since.next = first;
    this.#since = first;
    return () => {
      const links: Since<V>[] = [];
      for (let link: Since<V> | undefined = first; link; link = link.next) links.push(link);
      for (const { replaced } of links.toReversed()) {
        for (const [name, value] of replaced) this.#put(name, value);
        replaced.clear();
      }
    };
  }

  #remember(name: string): void {
    const replaced = this.#since?.replaced;
    if (replaced && !replaced.has(name)) replaced.set(name, this.#values.get(name));
  }

  #put(name: string, value: V | undefined): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }
}
