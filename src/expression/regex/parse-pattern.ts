import type { Span } from "../../source/span.ts";
import { limits } from "../limits.ts";
import { anyCase, type CharacterSet, complementOf, oneCharacter } from "./character-set.ts";
import { parseClass } from "./parse-class.ts";
import type { Pattern, Times } from "./pattern.ts";
import { PatternText } from "./pattern-text.ts";

/** How a pattern is meant: Python's `re.IGNORECASE` and `re.MULTILINE`; a pattern may also begin with `(?ims)`. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
}

/** A pattern and what its groups are called; group 0 is the whole. */
export interface ParsedPattern {
  readonly pattern: Pattern;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Parses Python's syntax without look-around and back-references, which cannot be matched in linear time. RB2003. */
export function parsePattern(source: string, flags: RegexFlags, at: Span): ParsedPattern {
  return new PatternParser(new PatternText(source, at), flags).parse();
}

class PatternParser {
  readonly #text: PatternText;
  readonly #names = new Map<string, number>();
  #flags: RegexFlags & { readonly dotAll: boolean };
  #groups = 0;
  #depth = 0;

  constructor(text: PatternText, flags: RegexFlags) {
    this.#text = text;
    this.#flags = { ...flags, dotAll: false };
  }

  parse(): ParsedPattern {
    const letters = /^\(\?([ims]+)\)/.exec(this.#text.source)?.[1];
    if (letters !== undefined) {
      this.#text.skip(letters.length + 3);
      this.#flags = {
        ignoreCase: this.#flags.ignoreCase || letters.includes("i"),
        multiline: this.#flags.multiline || letters.includes("m"),
        dotAll: letters.includes("s"),
      };
    }
    const pattern = this.#choice();
    if (!this.#text.atEnd) throw this.#text.fail('a ")" closes nothing');
    return { pattern, groups: this.#groups, names: this.#names };
  }

  #choice(): Pattern {
    this.#depth += 1;
    if (this.#depth > limits.depth) throw this.#text.fail("its groups are nested too deeply");
    const options = [this.#sequence()];
    while (this.#text.take("|")) options.push(this.#sequence());
    this.#depth -= 1;
    const [only] = options;
    return options.length === 1 && only ? only : { kind: "choice", options };
  }

  #sequence(): Pattern {
    const items: Pattern[] = [];
    while (!this.#text.atEnd && !this.#text.sees("|") && !this.#text.sees(")")) {
      const atom = this.#atom();
      const times = this.#times();
      if (times && atom.kind === "assertion") throw this.#text.fail("a place cannot be repeated");
      items.push(times ? { kind: "repeat", of: atom, times } : atom);
    }
    return { kind: "sequence", items };
  }

  #times(): Times | undefined {
    const counted = this.#text.takeMatch(/^\{(\d*)(,?)(\d*)\}/);
    const sign = counted ? undefined : this.#text.takeMatch(/^[*+?]/)?.[0];
    const [least, most] = counted ? bounds(counted) : signs(sign);
    if (least === undefined || most === undefined) return undefined;
    if (least > most) throw this.#text.fail("the larger count comes first");
    const greedy = !this.#text.take("?");
    if (this.#text.takeMatch(/^[*+?]|^\{\d+,?\d*\}/)) throw this.#text.fail("one repetition follows another");
    return { least, most, greedy };
  }

  #atom(): Pattern {
    const character = this.#text.next();
    if (character === "(") return this.#group();
    if (character === "^") return { kind: "assertion", assertion: this.#flags.multiline ? "line start" : "start" };
    if (character === "$") return { kind: "assertion", assertion: this.#flags.multiline ? "line end" : "end" };
    if (character === ".") return { kind: "character", set: this.#flags.dotAll ? () => true : notLineEnd };
    if (character === "[") {
      const negated = this.#text.take("^");
      const set = this.#cased(parseClass(this.#text));
      return { kind: "character", set: negated ? complementOf(set) : set };
    }
    if (character === "\\") return this.#escape();
    if (/^[*+?]$/.test(character)) throw this.#text.fail(`nothing stands before "${character}"`);
    return { kind: "character", set: this.#cased(oneCharacter(character.codePointAt(0) ?? 0)) };
  }

  #escape(): Pattern {
    if (this.#text.take("A")) return { kind: "assertion", assertion: "start" };
    if (this.#text.take("Z")) return { kind: "assertion", assertion: "very end" };
    if (this.#text.take("b")) return { kind: "assertion", assertion: "word edge" };
    if (this.#text.take("B")) return { kind: "assertion", assertion: "no word edge" };
    return { kind: "character", set: this.#cased(this.#text.escapedSet()) };
  }

  #group(): Pattern {
    const index = this.#groupIndex();
    const of = this.#choice();
    if (!this.#text.take(")")) throw this.#text.fail('a "(" is never closed');
    return index === undefined ? of : { kind: "group", index, of };
  }

  #groupIndex(): number | undefined {
    if (this.#text.takeMatch(/^\?:/)) return undefined;
    const name = this.#text.takeMatch(/^\?P?<([A-Za-z_]\w*)>/)?.[1];
    if (name === undefined && this.#text.sees("?")) {
      throw this.#text.fail("look-around, back-references and options inside a pattern are not supported");
    }
    this.#groups += 1;
    if (name !== undefined && this.#names.has(name)) throw this.#text.fail(`two groups are called "${name}"`);
    if (name !== undefined) this.#names.set(name, this.#groups);
    return this.#groups;
  }

  #cased(set: CharacterSet): CharacterSet {
    return this.#flags.ignoreCase ? anyCase(set) : set;
  }
}

const notLineEnd = complementOf(oneCharacter(10));

function bounds([, least = "", comma = "", most = ""]: readonly string[]): readonly [number?, number?] {
  if (comma === "") return [Number(least), Number(least)];
  return [Number(least), most === "" ? Number.POSITIVE_INFINITY : Number(most)];
}

function signs(sign: string | undefined): readonly [number?, number?] {
  if (sign === undefined) return [];
  return [sign === "+" ? 1 : 0, sign === "?" ? 1 : Number.POSITIVE_INFINITY];
}
