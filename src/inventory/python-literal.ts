import type { Located, LocatedEntry, LocatedScalar } from "../source/located.ts";
import { locatedText, type ScalarStyle } from "../source/located-text.ts";
import { refusedKeys } from "../source/refused-keys.ts";

/**
 * The value of a text in an INI inventory, by Ansible's rule: what is a Python literal (numbers, quoted texts, True, False,
 * None, lists, tuples, dictionaries) is that value, anything else is the text itself. So `0644`, `true` and `yes` stay text.
 */
export function pythonLiteral(written: LocatedScalar): Located {
  const reader = new LiteralReader(written);
  const value = reader.value();
  return value && reader.atEnd() ? value : written;
}

const closers: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}" };
const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "\n": "",
};
const deepest = 50;

class LiteralReader {
  readonly #written: LocatedScalar;
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(written: LocatedScalar) {
    this.#written = written;
    this.#text = written.source;
  }

  value(): Located | undefined {
    this.#take(/\s*/y);
    const start = this.#at;
    const opener = this.#text[start] ?? "";
    if (Object.hasOwn(closers, opener)) return this.#collection(opener, start);
    const quoted = this.#take(/'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"/y);
    if (quoted !== undefined) return this.#quoted(quoted, start);
    const word = this.#take(/[-+]?\s*[\w.]+(?:(?<=[\d.][eE])[-+]\d+)?/y);
    const plain = word === undefined ? undefined : wordValue(word);
    return plain === undefined ? undefined : this.#scalar(plain, "plain", start);
  }

  /** True when only blanks or a comment follow. */
  atEnd(): boolean {
    this.#take(/\s*(?:#.*)?/y);
    return this.#at === this.#text.length;
  }

  #collection(opener: string, start: number): Located | undefined {
    this.#depth += 1;
    if (this.#depth > deepest) return undefined;
    this.#at += 1;
    const items: Located[] = [];
    const entries: LocatedEntry[] = [];
    let comma = false;
    while (this.#take(/\s*[\])}]/y)?.trim() !== closers[opener]) {
      if (items.length > 0 && !comma) return undefined;
      const item = this.value();
      if (!item) return undefined;
      items.push(item);
      if (opener === "{" && !this.#entry(item, entries)) return undefined;
      comma = this.#take(/\s*,/y) !== undefined;
      if (!comma && !/\s*[\])}]/y.test(this.#text.slice(this.#at))) return undefined;
    }
    this.#depth -= 1;
    const span = this.#written.spanWithin(start, this.#at);
    if (opener === "{") return { kind: "map", entries, span };
    return opener === "(" && items.length === 1 && !comma ? items[0] : { kind: "list", items, span };
  }

  #entry(key: Located, entries: LocatedEntry[]): boolean {
    if (key.kind !== "scalar" || this.#take(/\s*:/y) === undefined) return false;
    const value = this.value();
    if (!value || refusedKeys.has(String(key.value))) return false;
    const earlier = entries.findIndex((entry) => entry.key === String(key.value));
    if (earlier >= 0) entries.splice(earlier, 1);
    entries.push({ key: String(key.value), keySpan: key.span, value });
    return true;
  }

  #quoted(quoted: string, start: number): Located | undefined {
    const inner = quoted.slice(1, -1);
    if (/\\[^ntr\\'"\n]/.test(inner)) return undefined;
    const text = inner.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter);
    return this.#scalar(text, "quoted", start);
  }

  #scalar(value: LocatedScalar["value"], style: ScalarStyle, start: number): LocatedScalar {
    const span = this.#written.spanWithin(start, this.#at);
    const text = typeof value === "string" ? value : this.#text.slice(start, this.#at);
    return locatedText({ value, text, style, span });
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function wordValue(word: string): LocatedScalar["value"] | undefined {
  if (word === "True" || word === "False") return word === "True";
  if (word === "None") return null;
  const [, sign = "", digits = ""] = /^([-+]?)\s*(.*)$/.exec(word) ?? [];
  const bare = digits.replace(/(?<=[\da-fA-F])_(?=[\da-fA-F])/g, "");
  const integer = /^(?:[1-9]\d*|0+|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(bare);
  const decimal = /^(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?$/.test(bare);
  if (!integer && !decimal) return undefined;
  const number = Number(bare) * (sign === "-" ? -1 : 1);
  return Number.isFinite(number) && (!integer || Number.isSafeInteger(number)) ? number : undefined;
}
