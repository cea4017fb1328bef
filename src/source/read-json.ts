import type { ProblemCode } from "../problems/codes.ts";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { Located, LocatedEntry } from "./located.ts";
import { locatedText, type ScalarStyle } from "./located-text.ts";
import { refusedKeys } from "./refused-keys.ts";
import { placeOf, type SourceFile, type Span } from "./span.ts";

/** How a JSON text is read. */
export interface JsonOptions {
  /** The text of the same length that messages may quote instead. */
  readonly shown?: SourceFile;
  /** Texts stay texts: braces in them mean nothing. */
  readonly unsafe?: boolean;
}

const deepest = 100;
const mostValues = 1_000_000;

/**
 * The value of a JSON text (RFC 8259), each part with its place; many times faster than `readYaml`. Throws the first mistake:
 * RB1002 syntax, RB1003 duplicate keys, RB1006 too deep or more than a million values, RB1007 refused keys.
 */
export function readJson(file: SourceFile, { shown = file, unsafe = false }: JsonOptions = {}): Located {
  return new JsonReader(file, shown, unsafe ? "!unsafe" : undefined).document();
}

class JsonReader {
  readonly #file: SourceFile;
  readonly #shown: SourceFile;
  readonly #text: string;
  readonly #tag: string | undefined;
  #at = 0;
  #depth = 0;
  #values = 0;

  constructor(file: SourceFile, shown: SourceFile, tag: string | undefined) {
    this.#file = file;
    this.#shown = shown;
    this.#text = file.text;
    this.#tag = tag;
    if (this.#text.startsWith("\uFEFF")) this.#at = 1;
  }

  document(): Located {
    this.#checkSize();
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#wrong("nothing more is expected after the JSON value");
    return value;
  }

  /** Commas outside of texts tell, before anything is made, that there are too many values. */
  #checkSize(): void {
    let commas = 0;
    for (const mark of this.#text.length > mostValues ? this.#text.matchAll(/"(?:[^"\\]+|\\[\s\S])*"|,/g) : []) {
      if (mark[0] === "," && ++commas === mostValues) throw this.#tooMany(mark.index);
    }
  }

  #value(): Located {
    this.#skipBlanks();
    const start = this.#at;
    this.#values += 1;
    if (this.#values > mostValues) throw this.#tooMany(start);
    const opener = this.#text[start];
    if (opener === '"') return this.#scalar(this.#string(), "quoted", start);
    if (opener !== "{" && opener !== "[") return this.#word();
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#error("RB1006", `it is nested more than ${deepest} levels deep`, start);
    this.#at += 1;
    const nested = opener === "{" ? this.#map(start) : this.#list(start);
    this.#depth -= 1;
    return nested;
  }

  #list(start: number): Located {
    const items: Located[] = [];
    while (!this.#closes("]", items.length)) items.push(this.#value());
    return { kind: "list", items, span: this.#span(start) };
  }

  #map(start: number): Located {
    const entries: LocatedEntry[] = [];
    const seen = new Map<string, Span>();
    while (!this.#closes("}", entries.length)) {
      this.#skipBlanks();
      const from = this.#at;
      if (this.#text[from] !== '"') throw this.#wrong('a key in double quotes, or "}", is expected here');
      const key = this.#string();
      const keySpan = this.#span(from);
      this.#checkKey(key, keySpan, seen);
      this.#skipBlanks();
      if (this.#text[this.#at] !== ":") throw this.#wrong('a ":" is expected here');
      this.#at += 1;
      entries.push({ key, keySpan, value: this.#value() });
    }
    return { kind: "map", entries, span: this.#span(start) };
  }

  #checkKey(key: string, at: Span, seen: Map<string, Span>): void {
    const first = seen.get(key);
    if (first) {
      const hint = `it stands first at ${placeOf(first)}; remove one of the two`;
      throw problem("RB1003", `the key "${key}" stands twice`, { at, hint });
    }
    if (refusedKeys.has(key)) {
      throw problem("RB1007", `the key "${key}" is not allowed`, { at, hint: "choose another name" });
    }
    seen.set(key, at);
  }

  /** Steps over a comma between two parts, or over the end; true at the end. */
  #closes(closer: "]" | "}", parts: number): boolean {
    this.#skipBlanks();
    const next = this.#text[this.#at];
    if (next === closer) {
      this.#at += 1;
      return true;
    }
    if (parts === 0) return false;
    if (next !== ",") throw this.#wrong(`a "," or "${closer}" is expected here`);
    this.#at += 1;
    this.#skipBlanks();
    if (this.#text[this.#at] === closer) throw this.#wrong(`nothing follows the "," before this`);
    return false;
  }

  #string(): string {
    const start = this.#at;
    let end = start;
    let slashes = 0;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0)
        throw this.#error("RB1002", "the JSON is not valid: the quote that opens here is never closed", start);
      for (slashes = 0; this.#text[end - 1 - slashes] === "\\"; ) slashes += 1;
    } while (slashes % 2 === 1);
    this.#at = end + 1;
    const raw = this.#text.slice(start, end + 1);
    return /[\\\0-\x1f]/.test(raw) ? this.#unescaped(raw, start) : raw.slice(1, -1);
  }

  #unescaped(raw: string, start: number): string {
    try {
      return String(JSON.parse(raw));
    } catch (cause) {
      const message = "the JSON is not valid: this text holds a line end or an escape that JSON does not know";
      throw problem("RB1002", message, { at: this.#span(start), cause });
    }
  }

  #word(): Located {
    const start = this.#at;
    const word = this.#take(/[^\s,:[\]{}"]+/y) ?? "";
    if (word === "true" || word === "false") return this.#scalar(word === "true", "plain", start);
    if (word === "null") return this.#scalar(null, "plain", start);
    this.#at = start;
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word)) throw this.#wrong("a value is expected here");
    this.#at = start + word.length;
    const number = Number(word);
    const exact = Number.isFinite(number) && (!/^-?\d+$/.test(word) || Number.isSafeInteger(number));
    if (exact) return this.#scalar(number, "plain", start);
    const hint = "put quotes around it to keep it as text";
    throw problem("RB1002", "the number is too large to be kept exactly", { at: this.#span(start), hint });
  }

  #scalar(value: string | number | boolean | null, style: ScalarStyle, start: number): Located {
    const text = typeof value === "string" ? value : this.#text.slice(start, this.#at);
    const tag = typeof value === "string" ? this.#tag : undefined;
    return locatedText({ value, text, style, span: this.#span(start), tag, real: this.#file });
  }

  #skipBlanks(): void {
    this.#take(/[ \t\r\n]*/y);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #span(start: number): Span {
    return { file: this.#shown, start, end: this.#at };
  }

  #tooMany(start: number): ProblemError {
    return this.#error("RB1006", `there are more than ${mostValues} values`, start);
  }

  #wrong(what: string): ProblemError {
    const ended = this.#at >= this.#text.length ? "it ends too early: " : "";
    return this.#error("RB1002", `the JSON is not valid: ${ended}${what}`, this.#at);
  }

  #error(code: ProblemCode, message: string, start: number): ProblemError {
    const at = { file: this.#shown, start, end: Math.min(start + 1, this.#text.length) };
    return problem(code, message, { at });
  }
}
