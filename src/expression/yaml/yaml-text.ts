import { SecretText } from "../../secrets/secret-text.ts";
import { compareTexts } from "../characters.ts";
import { numberText } from "../number-text.ts";
import { Unknown } from "../unknown.ts";
import { isList, isMap, ownValue, type Value, type ValueMap } from "../value.ts";
import { isMultiline, scalarStyle } from "./scalar-style.ts";
import { YamlWriter } from "./yaml-writer.ts";

/** How YAML is laid out. `flow`: which lists and mappings stand between brackets (`leaves`: those of scalars only). */
export interface YamlLayout {
  readonly indent: number;
  readonly width: number;
  readonly sortKeys: boolean;
  readonly flow: "always" | "leaves" | "never";
}

/** YAML as PyYAML writes it with libyaml, byte for byte, but for anchors. Secrets and unknowns must be resolved before. */
export function yamlText(value: Value, layout: YamlLayout): string {
  const emitter = new Emitter(layout);
  emitter.emit(value, { indent: -1, within: "nothing" });
  return emitter.end();
}

/** Where a node stands: the indentation around it, and what it is part of. */
interface Place {
  readonly indent: number;
  readonly within: "nothing" | "list" | "map" | "key";
}

class Emitter {
  readonly #layout: YamlLayout;
  readonly #writer: YamlWriter;
  #brackets = 0;

  constructor(layout: YamlLayout) {
    this.#layout = layout;
    this.#writer = new YamlWriter(layout.width);
  }

  end(): string {
    this.#writer.indent(0);
    return this.#writer.text;
  }

  emit(value: Value, place: Place): void {
    if (isList(value)) this.#list(value, place);
    else if (isMap(value)) this.#map(value, place);
    else this.#scalar(value, place);
  }

  #scalar(value: Exclude<Value, readonly Value[] | ValueMap>, { indent, within }: Place): void {
    const text = scalarText(value);
    const isKey = within === "key";
    const style = typeof value === "string" ? scalarStyle(text, { inFlow: this.#brackets > 0, isKey }) : "plain";
    this.#writer.scalar(text, style, isKey ? undefined : this.#deeper(indent, true));
  }

  #list(list: readonly Value[], { indent, within }: Place): void {
    if (this.#isFlow(list)) this.#flowList(list, indent);
    else this.#blockList(list, { indent, within });
  }

  #flowList(list: readonly Value[], indent: number): void {
    const one = (item: Value, inner: number) => this.emit(item, { indent: inner, within: "list" });
    this.#flow(["[", "]"], { indent, entries: list, one });
  }

  #blockList(list: readonly Value[], { indent, within }: Place): void {
    const isUnindented = (within === "map" || within === "key") && !this.#writer.isIndented;
    const inner = isUnindented ? indent : this.#deeper(indent, false);
    for (const item of list) {
      this.#writer.indent(inner);
      this.#writer.mark("-", { spaced: true, indents: true });
      this.emit(item, { indent: inner, within: "list" });
    }
  }

  #map(map: ValueMap, { indent }: Place): void {
    const entries = this.#entriesOf(map);
    const one = (entry: readonly [string, Value], inner: number) => this.#flowEntry(entry, inner);
    if (this.#isFlow(map)) this.#flow(["{", "}"], { indent, entries, one });
    else this.#blockMap(entries, indent);
  }

  #blockMap(entries: readonly (readonly [string, Value])[], indent: number): void {
    const inner = this.#deeper(indent, false);
    for (const [key, value] of entries) {
      this.#writer.indent(inner);
      if (isSimpleKey(key)) {
        this.emit(key, { indent: inner, within: "key" });
        this.#writer.mark(":", { spaced: false });
      } else {
        this.#writer.mark("?", { spaced: true, indents: true });
        this.emit(key, { indent: inner, within: "map" });
        this.#writer.indent(inner);
        this.#writer.mark(":", { spaced: true, indents: true });
      }
      this.emit(value, { indent: inner, within: "map" });
    }
  }

  #flow<T>(
    [open, close]: readonly [string, string],
    { indent, entries, one }: { indent: number; entries: readonly T[]; one: (entry: T, indent: number) => void },
  ): void {
    const inner = this.#deeper(indent, true);
    this.#writer.mark(open, { spaced: true, opens: true });
    this.#brackets += 1;
    for (const [index, entry] of entries.entries()) {
      if (index > 0) this.#writer.mark(",", { spaced: false });
      if (this.#writer.isFull) this.#writer.indent(inner);
      one(entry, inner);
    }
    this.#brackets -= 1;
    this.#writer.mark(close, { spaced: false });
  }

  #flowEntry([key, value]: readonly [string, Value], indent: number): void {
    if (isSimpleKey(key)) {
      this.emit(key, { indent, within: "key" });
      this.#writer.mark(":", { spaced: false });
    } else {
      this.#writer.mark("?", { spaced: true });
      this.emit(key, { indent, within: "map" });
      if (this.#writer.isFull) this.#writer.indent(indent);
      this.#writer.mark(":", { spaced: true });
    }
    this.emit(value, { indent, within: "map" });
  }

  #isFlow(value: readonly Value[] | ValueMap): boolean {
    const inside = Object.values(value);
    if (this.#brackets > 0 || inside.length === 0 || this.#layout.flow === "always") return true;
    return this.#layout.flow === "leaves" && !inside.some((one) => isList(one) || isMap(one));
  }

  #deeper(indent: number, inBrackets: boolean): number {
    if (indent < 0) return inBrackets ? this.#layout.indent : 0;
    return indent + this.#layout.indent;
  }

  #entriesOf(map: ValueMap): readonly (readonly [string, Value])[] {
    const keys = Object.keys(map);
    if (this.#layout.sortKeys) keys.sort(compareTexts);
    return keys.map((key) => [key, ownValue(map, key) ?? null]);
  }
}

/** A key that stands on one line with its value. */
function isSimpleKey(key: string): boolean {
  return Buffer.byteLength(key) <= 128 && !isMultiline(key);
}

function scalarText(value: Exclude<Value, readonly Value[] | ValueMap>): string {
  if (value === null) return "null";
  if (typeof value === "boolean" || typeof value === "string") return String(value);
  if (value instanceof SecretText) return value.toString();
  if (value instanceof Unknown) return `(unknown: ${value.because})`;
  const text = numberText(value);
  return text.includes(".") ? text : text.replace("e", ".0e");
}
