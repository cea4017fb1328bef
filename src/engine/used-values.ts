import type { Value } from "../expression/value.ts";

/** What a task uses of what its host got to know, without what must not be told: that came of a task with `no_log`. */
export class UsedValues {
  readonly #told = new Map<string, Value>();
  #isHushed = false;

  /** By their names, what may be told. */
  get told(): ReadonlyMap<string, Value> {
    return this.#told;
  }

  /** Something that must not be told was used: what is evaluated now may come of it. */
  get isHushed(): boolean {
    return this.#isHushed;
  }

  /** What must not be told may have been used. */
  hush(): void {
    this.#isHushed = true;
  }

  add(name: string, value: Value, { hidden }: { readonly hidden: boolean }): void {
    if (hidden) this.hush();
    else this.#told.set(name, value);
  }
}
