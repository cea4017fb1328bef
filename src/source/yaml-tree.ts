import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import type { ProblemCode } from "../problems/codes.ts";
import { type Problem, problem } from "../problems/problem.ts";
import type { Located, LocatedEntry, LocatedList, LocatedMap, LocatedScalar } from "./located.ts";
import { locatedText, type ScalarStyle } from "./located-text.ts";
import { refusedKeys } from "./refused-keys.ts";
import { placeOf, type SourceFile, type Span } from "./span.ts";
import { unquotedTemplate } from "./yaml-problem.ts";

const limits = { depth: 100, aliases: 10_000, repeatedValues: 300_000 } as const;

/** How big a node is when every alias in it is written out. */
interface Weight {
  readonly values: number;
  readonly depth: number;
}

/** Turns the parser's nodes into located ones. Mistakes are collected in `problems`; a bomb is thrown at once (RB1006). */
export class YamlTree {
  readonly problems: Problem[] = [];
  /** Where a quote opens that is never closed; what the parser says of the text after it means nothing. */
  unclosedQuote: number | undefined;
  readonly #shown: SourceFile;
  readonly #real: SourceFile;
  readonly #anchors = new Map<string, Located | "open">();
  readonly #weights = new Map<Located, Weight>();
  #aliases = 0;
  #repeated = 0;

  constructor(real: SourceFile, shown: SourceFile) {
    this.#real = real;
    this.#shown = shown;
  }

  /** The located form of a node, in document order (anchors count from where they stand). */
  build(node: unknown): Located {
    if (isAlias(node)) return this.#alias(node.source, this.#spanOf(node));
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor) this.#anchors.set(anchor, "open");
    const located = this.#node(node);
    if (anchor) this.#anchors.set(anchor, located);
    return located;
  }

  #node(node: unknown): Located {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) return this.#list(node);
    if (isScalar(node)) return this.#scalar(node);
    return this.#empty({ file: this.#shown, start: 0, end: 0 });
  }

  #alias(name: string, at: Span): Located {
    const target = this.#anchors.get(name);
    this.#aliases += 1;
    if (this.#aliases > limits.aliases)
      throw problem("RB1006", `the file has more than ${limits.aliases} aliases`, { at });
    if (target === undefined) this.#report("RB1002", `the anchor "&${name}" is not defined before this alias`, at);
    if (target === "open") this.#report("RB1002", `the alias "*${name}" stands inside its own anchor`, at);
    if (target === undefined || target === "open") return this.#empty(at);
    this.#repeat(this.#weightOf(target).values, at);
    return target;
  }

  /** Counts the values that an alias or a merge repeats. */
  #repeat(values: number, at: Span): void {
    this.#repeated += values;
    if (this.#repeated <= limits.repeatedValues) return;
    throw problem("RB1006", `the aliases of the file repeat more than ${limits.repeatedValues} values`, { at });
  }

  #scalar(node: Scalar): LocatedScalar {
    const span = this.#spanOf(node);
    const { value } = node;
    const style = styleOf(node);
    const tag = node.tag?.startsWith("!") ? node.tag : undefined;
    const text = node.source ?? "";
    if (typeof value === "number") this.#checkNumber(value, text, span);
    if (style === "quoted") this.#checkQuotes(span);
    const known = value === null || typeof value === "number" || typeof value === "boolean" ? value : text;
    return locatedText({ value: known, text, style, span, tag, real: this.#real });
  }

  #checkNumber(value: number, source: string, at: Span): void {
    const exact = Number.isFinite(value)
      ? !Number.isInteger(value) || Number.isSafeInteger(value)
      : /inf|nan/i.test(source);
    if (exact || /^[-+]?\d+\.\d*$/.test(source)) return;
    this.#report("RB1002", "the number is too large to be kept exactly", at, "put quotes around it to keep it as text");
  }

  #checkQuotes(at: Span): void {
    const { text } = this.#real;
    if (at.end - at.start > 1 && text[at.start] === text[at.end - 1]) return;
    const quote = { ...at, end: at.start + 1 };
    this.unclosedQuote ??= at.start;
    this.#report(
      "RB1002",
      "the quote that opens here is never closed",
      quote,
      "close it, or double it inside the text",
    );
  }

  #list(node: YAMLSeq): LocatedList {
    const items = node.items.map((item) => this.build(item));
    return this.#weighed({ kind: "list", items, span: this.#spanOf(node) }, items);
  }

  #map(node: YAMLMap): LocatedMap {
    const own: LocatedEntry[] = [];
    const merged: LocatedEntry[] = [];
    const seen = new Map<string, LocatedEntry>();
    for (const pair of node.items) {
      const key = this.#key(pair);
      const value = this.build(pair.value);
      if (!key) continue;
      const entry = { key: key.source, keySpan: key.span, value };
      if (key.source === "<<" && !key.quoted) merged.push(...this.#mergedEntries(value));
      else if (this.#isNew(entry, seen)) own.push(entry);
    }
    const added = merged.filter((entry) => !seen.has(entry.key) && seen.set(entry.key, entry));
    const entries = [...added, ...own];
    const values = entries.map((entry) => entry.value);
    return this.#weighed({ kind: "map", entries, span: this.#spanOf(node) }, values);
  }

  #isNew(entry: LocatedEntry, seen: Map<string, LocatedEntry>): boolean {
    const first = seen.get(entry.key);
    if (first) {
      const hint = `it stands first at ${placeOf(first.keySpan)}; remove one of the two`;
      this.#report("RB1003", `the key "${entry.key}" stands twice`, entry.keySpan, hint);
      return false;
    }
    seen.set(entry.key, entry);
    return true;
  }

  #mergedEntries(value: Located): readonly LocatedEntry[] {
    const sources = value.kind === "list" ? value.items : [value];
    return sources.flatMap((source) => {
      if (source.kind !== "map") {
        this.#report("RB1002", 'what "<<" merges must be a mapping or a list of mappings', source.span);
        return [];
      }
      this.#repeat(source.entries.length, source.span);
      return source.entries;
    });
  }

  #key(pair: Pair): LocatedScalar | undefined {
    const located = this.build(pair.key);
    if (located.kind !== "scalar") {
      const template = unquotedTemplate(this.#shown, this.#real, located.span.start);
      if (template) this.problems.push(template);
      else this.#report("RB1002", "a key must be text", located.span);
      return undefined;
    }
    if (located.source === "") {
      this.#report("RB1002", "a key is missing here", located.span);
      return undefined;
    }
    if (refusedKeys.has(located.source)) {
      this.#report("RB1007", `the key "${located.source}" is not allowed`, located.span, "choose another name");
    }
    return located;
  }

  #weighed<T extends Located>(located: T, children: readonly Located[]): T {
    let values = 1;
    let depth = 0;
    for (const child of children) {
      const weight = this.#weightOf(child);
      values += weight.values;
      depth = Math.max(depth, weight.depth);
    }
    this.#weights.set(located, { values, depth: depth + 1 });
    if (depth === limits.depth)
      throw problem("RB1006", `the file is nested more than ${limits.depth} levels deep`, { at: located.span });
    return located;
  }

  #weightOf(located: Located): Weight {
    return this.#weights.get(located) ?? { values: 1, depth: 0 };
  }

  #empty(span: Span): LocatedScalar {
    return locatedText({ value: null, text: "", style: "plain", span });
  }

  #spanOf(node: { readonly range?: readonly [number, number, number] | null | undefined }): Span {
    const [start, end] = node.range ?? [0, 0];
    return { file: this.#shown, start, end };
  }

  #report(code: ProblemCode, message: string, at: Span, hint?: string): void {
    this.problems.push({ code, severity: "error", message, at, ...(hint && { hint }) });
  }
}

function styleOf(node: Scalar): ScalarStyle {
  if (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED") return "block";
  return node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE" ? "quoted" : "plain";
}
