import { KeptMap } from "./kept-map.ts";

/** Ways by which a host gets to know values. */
export type Way = "facts" | "gathered" | "brought";

/** Whether anything that some host of the run got to know must not be told. */
export class Hiding {
  any = false;
}

/** Which of the values that a host got to know come of tasks with `no_log`. */
export class HiddenNames {
  readonly #names = new KeptMap<true>();
  readonly #hiding: Hiding;

  constructor(hiding: Hiding) {
    this.#hiding = hiding;
  }

  has(way: Way, name: string): boolean {
    return this.#names.get(`${way} ${name}`) === true;
  }

  /** A value of this name is known from now on, in place of an earlier one. */
  note(way: Way, name: string, { hidden }: { readonly hidden: boolean }): void {
    if (hidden) {
      this.#hiding.any = true;
      this.#names.set(`${way} ${name}`, true);
    } else if (this.has(way, name)) this.#names.delete(`${way} ${name}`);
  }

  /** Returns what puts back to what it is now. */
  keep(): () => void {
    return this.#names.keep();
  }
}
