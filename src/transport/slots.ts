/** Lets a number of holders in at a time, first come, first served; a holder keeps others out for a limited time only. */
export class Slots {
  #free: number;
  readonly #longest: number;
  readonly #waiting: (() => void)[] = [];

  /** `longest` in milliseconds: a silent host must not keep others from connecting. */
  constructor(count: number, longest: number) {
    this.#free = count;
    this.#longest = longest;
  }

  /** Waits for a slot; call the result to give it back. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
    const timer = setTimeout(release, this.#longest);
    return release;
  }
}
