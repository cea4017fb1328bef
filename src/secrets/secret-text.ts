import { inspect } from "node:util";

/**
 * A secret string. Printing, JSON and string conversion give `(secret NAME)`; only `reveal` gives the text, and only the
 * transport and pure checks call it. Text made from a secret is a secret (see `expression/`).
 */
export class SecretText {
  readonly name: string;
  #text: string | (() => string);

  /** `text` may be what gives the text: it is called once, when somebody needs it. */
  constructor(name: string, text: string | (() => string)) {
    this.name = name;
    this.#text = text;
  }

  /** The text itself: for standard input of a host, for checks and HMACs; never for a screen, a log or an argument list. */
  reveal(): string {
    if (typeof this.#text === "function") this.#text = this.#text();
    return this.#text;
  }

  toString(): string {
    return `(secret ${this.name})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
