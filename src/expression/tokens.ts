import { type ProblemError, problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { limits } from "./limits.ts";
import type { SourceText } from "./source-text.ts";
import type { Token } from "./token.ts";

/** Tokens that are read one after the other, with the places and errors of what is read. */
export class Tokens {
  readonly #source: SourceText;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #operators = 0;

  constructor(source: SourceText, tokens: readonly Token[]) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** The token to be read next; the last one is the end. */
  get peek(): Token {
    return this.peekAt(0);
  }

  /** The token some places after the next. */
  peekAt(distance: number): Token {
    const { length } = this.#source.text;
    return this.#tokens[Math.min(this.#next + distance, this.#tokens.length - 1)] ?? endAt(length);
  }

  /** Reads a token. */
  read(): Token {
    const token = this.peek;
    this.#next += 1;
    return token;
  }

  /** True when the next token is this sign or keyword. */
  sees(...texts: readonly string[]): boolean {
    const { kind, text } = this.peek;
    return (kind === "sign" || kind === "name") && texts.includes(text);
  }

  /** Reads this sign or keyword if it comes next. */
  take(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.#next += 1;
    return seen;
  }

  /** Reads this sign or keyword; RB2001 when something else comes. */
  expect(text: string, after: string): void {
    if (!this.take(text)) throw this.unexpected(`"${text}" ${after}`);
  }

  /** Reads a name; RB2001 when something else comes. */
  expectName(wanted: string): string {
    if (this.peek.kind !== "name") throw this.unexpected(wanted);
    return this.read().text;
  }

  /** The place from a token's begin to the end of the last token read. */
  spanFrom(start: number): Span {
    return this.#source.spanWithin(start, this.#tokens[this.#next - 1]?.end ?? start);
  }

  /** The place of a token. */
  spanOf({ start, end }: Token): Span {
    return this.#source.spanWithin(start, end);
  }

  /** Parses something nested; RB2006 beyond the depth allowed. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > limits.depth) {
      throw problem("RB2006", `the expression is nested more than ${limits.depth} levels deep`, {
        at: this.spanOf(this.peek),
      });
    }
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  /** Counts an operator, filter or access; RB2006 beyond the number allowed. */
  countOperator(): void {
    this.#operators += 1;
    if (this.#operators <= limits.operators) return;
    throw problem("RB2006", `the expression has more than ${limits.operators} operators`, {
      at: this.spanOf(this.peek),
    });
  }

  /** The error for a token that does not belong where it stands: RB2001. */
  unexpected(wanted: string, hint?: string): ProblemError {
    const token = this.peek;
    const seen = token.kind === "end" ? "the end" : `"${token.text.slice(0, 40)}"`;
    const slip = token.text === "=" ? 'write "==" to compare' : undefined;
    return problem("RB2001", `expected ${wanted}, not ${seen}`, { at: this.spanOf(token), hint: hint ?? slip });
  }
}

function endAt(place: number): Token {
  return { kind: "end", text: "", start: place, end: place };
}
