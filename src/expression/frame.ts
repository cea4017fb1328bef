import type { Outside, Scope } from "./scope.ts";
import type { Value } from "./value.ts";

/** A scope in which a template can set names; they hide those of the scope around it and leave it as it is. */
export class Frame implements Scope {
  readonly #around: Scope;
  readonly #own = new Map<string, Value>();

  constructor(around: Scope) {
    this.#around = around;
  }

  /** Gives a name its value from here on. */
  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  /** Gives a name that a template has set another value where it was set; false when no frame has set it. */
  reset(name: string, value: Value): boolean {
    if (this.#own.has(name)) this.#own.set(name, value);
    else return this.#around instanceof Frame && this.#around.reset(name, value);
    return true;
  }

  get outside(): Outside | undefined {
    return this.#around.outside;
  }

  lookup(name: string): Value | undefined {
    const own = this.#own.get(name);
    return own === undefined ? this.#around.lookup(name) : own;
  }

  *names(): Iterable<string> {
    yield* this.#own.keys();
    yield* this.#around.names();
  }
}
