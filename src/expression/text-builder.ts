import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { boundedText } from "./limits.ts";
import { textOf } from "./text-of.ts";
import { Unknown } from "./unknown.ts";
import type { Value } from "./value.ts";

/** Joins values into one text, which is a secret or unknown as soon as one of them is. */
export class TextBuilder {
  #text = "";
  #secret: string | undefined;
  #unknown: Unknown | undefined;

  /** Appends a value as `textOf` writes it; RB2006 when the text grows too long. */
  add(value: Value, at: Span): void {
    const text = textOf(value);
    if (text instanceof Unknown) {
      this.#unknown ??= text;
    } else if (text instanceof SecretText) {
      this.#secret ??= text.name;
      this.#text = boundedText(this.#text + text.reveal(), at);
    } else {
      this.#text = boundedText(this.#text + text, at);
    }
  }

  /** Appends line ends until there are as many at the end. */
  endWith(lineEnds: number): void {
    let there = 0;
    while (there < lineEnds && this.#text.at(-1 - there) === "\n") there += 1;
    this.#text += "\n".repeat(lineEnds - there);
  }

  /** True when something unknown has been added. */
  get isUnknown(): boolean {
    return this.#unknown !== undefined;
  }

  /** Everything added so far. */
  get value(): string | SecretText | Unknown {
    if (this.#unknown) return this.#unknown;
    return this.#secret === undefined ? this.#text : new SecretText(this.#secret, this.#text);
  }
}
