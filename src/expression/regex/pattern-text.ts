import { problem } from "../../problems/problem.ts";
import type { Span } from "../../source/span.ts";
import { type CharacterSet, namedSets, oneCharacter } from "./character-set.ts";

/** A pattern's text and how far it has been read. */
export class PatternText {
  readonly source: string;
  readonly #at: Span;
  #place = 0;

  constructor(source: string, at: Span) {
    this.source = source;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#place >= this.source.length;
  }

  /** True when the rest begins so. */
  sees(text: string): boolean {
    return this.source.startsWith(text, this.#place);
  }

  /** Reads the text if it comes next. */
  take(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.#place += text.length;
    return seen;
  }

  /** Reads what an anchored pattern of ours matches. */
  takeMatch(expected: RegExp): RegExpExecArray | undefined {
    const found = expected.exec(this.source.slice(this.#place, this.#place + 100));
    if (!found || found[0] === "{}" || found[0] === "{,}") return undefined;
    this.#place += found[0].length;
    return found;
  }

  /** Passes over a number of UTF-16 units. */
  skip(count: number): void {
    this.#place += count;
  }

  /** The next character. */
  next(): string {
    const code = this.source.codePointAt(this.#place);
    if (code === undefined) throw this.fail("it ends too early");
    const character = String.fromCodePoint(code);
    this.#place += character.length;
    return character;
  }

  /** The set that an escape stands for, after its backslash. */
  escapedSet(): CharacterSet {
    const named = namedSets.get(this.source.charAt(this.#place));
    if (!named) return oneCharacter(this.escapedCode());
    this.#place += 1;
    return named;
  }

  /** The character that an escape stands for, after its backslash. */
  escapedCode(): number {
    const hex = this.takeMatch(/^x([0-9a-fA-F]{2})|^u([0-9a-fA-F]{4})/);
    if (hex) return Number.parseInt(hex[1] ?? hex[2] ?? "0", 16);
    const octal = this.takeMatch(/^0[0-7]{0,2}|^[1-3][0-7]{2}/);
    if (octal) return Number.parseInt(octal[0], 8);
    const character = this.next();
    const control = controls.get(character);
    if (control !== undefined) return control;
    if (/^[1-9]$/.test(character)) throw this.fail(`the back-reference "\\${character}" is not supported`);
    if (/^[A-Za-z]$/.test(character)) throw this.fail(`the escape "\\${character}" is not known`);
    return character.codePointAt(0) ?? 0;
  }

  /** The error for a pattern that cannot be used: RB2003. */
  fail(reason: string) {
    const shown = this.source.length > 60 ? `${this.source.slice(0, 60)}...` : this.source;
    return problem("RB2003", `the regular expression "${shown}" cannot be used: ${reason}`, { at: this.#at });
  }
}

const controls: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["t", 9],
  ["r", 13],
  ["f", 12],
  ["v", 11],
  ["a", 7],
]);
