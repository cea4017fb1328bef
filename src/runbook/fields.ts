import type { Expression } from "../expression/ast.ts";
import type { Collector } from "../problems/collector.ts";
import { didYouMean } from "../problems/did-you-mean.ts";
import { problem } from "../problems/problem.ts";
import type { Located, LocatedEntry, LocatedMap, LocatedScalar } from "../source/located.ts";
import { blockKeywords, foreignKeywords } from "./keywords.ts";
import { mendOf, mendOfLoop } from "./mend-of.ts";
import { compileExpression, compileValue, type ValueSource } from "./value-source.ts";
import { isVariableName, variablesIn } from "./variables-in.ts";

/** A mapping read key by key; what is wrong goes to the collector, and reading goes on. */
export class Fields {
  readonly map: LocatedMap;
  readonly collector: Collector;
  readonly #entries: ReadonlyMap<string, LocatedEntry>;

  constructor(map: LocatedMap, collector: Collector) {
    this.map = map;
    this.#entries = new Map(map.entries.map((entry) => [entry.key, entry]));
    this.collector = collector;
  }

  entry(key: string): LocatedEntry | undefined {
    return this.#entries.get(key);
  }

  /** Plain text that is no template. */
  text(key: string): string | undefined {
    const found = this.entry(key);
    if (!found) return undefined;
    if (found.value.kind === "scalar" && found.value.value !== null) return String(found.value.value);
    return this.#wrong(found, "text");
  }

  /** The name of a variable. */
  name(key: string): string | undefined {
    const name = this.text(key);
    if (name === undefined || isVariableName(name)) return name;
    return this.collector.attempt(() => {
      throw problem("RB1101", `"${key}" must be a variable's name, not "${name}"`, {
        at: this.entry(key)?.value.span,
        hint: "Letters, digits and underscores.",
      });
    });
  }

  /** true or false, also as YAML 1.1 writes them. */
  flag(key: string): boolean | undefined {
    const found = this.entry(key);
    if (!found) return undefined;
    const word = found.value.kind === "scalar" ? String(found.value.value).toLowerCase() : "";
    if (["true", "yes", "on"].includes(word)) return true;
    if (["false", "no", "off"].includes(word)) return false;
    return this.#wrong(found, "true or false");
  }

  /** A list of texts; one text stands for a list of one, commas part it. */
  words(key: string): readonly string[] {
    const found = this.entry(key);
    if (!found) return [];
    const items = found.value.kind === "list" ? found.value.items : [found.value];
    return items.flatMap((item) => {
      if (item.kind !== "scalar") return this.#wrong({ ...found, value: item }, "text or a list of text") ?? [];
      return String(item.value)
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== "");
    });
  }

  list(key: string): readonly Located[] {
    const found = this.entry(key);
    if (!found || (found.value.kind === "scalar" && found.value.value === null)) return [];
    return found.value.kind === "list" ? found.value.items : (this.#wrong(found, "a list") ?? []);
  }

  mapping(key: string): LocatedMap | undefined {
    const found = this.entry(key);
    if (!found || (found.value.kind === "scalar" && found.value.value === null)) return undefined;
    return found.value.kind === "map" ? found.value : this.#wrong(found, "a mapping");
  }

  /** Any value, templates compiled. */
  value(key: string): ValueSource | undefined {
    const found = this.entry(key);
    return found && this.collector.attempt(() => compileValue(found.value));
  }

  /** Names to values, templates compiled. */
  variables(key: string): ReadonlyMap<string, ValueSource> {
    return variablesIn(this.mapping(key)?.entries ?? [], this.collector);
  }

  /** Expressions without braces; a list must hold altogether; what is empty is none. `undefined` when the key is not there. */
  conditions(key: string): readonly Expression[] | undefined {
    const found = this.entry(key);
    if (!found || isEmpty(found.value)) return undefined;
    const items = found.value.kind === "list" ? found.value.items : [found.value];
    return items
      .filter((item) => !isEmpty(item))
      .flatMap((item) => {
        const scalar =
          item.kind === "scalar" ? item : this.#wrong<LocatedScalar>({ ...found, value: item }, "an expression");
        return scalar ? (this.collector.attempt(() => [compileExpression(scalar)]) ?? []) : [];
      });
  }

  /** Reports every key that is not among the known ones. `owner` names what is read: "task", "play"; `hint` is for keys like none. */
  refuseOthers(known: readonly string[], owner: string, hint?: string): void {
    for (const { key, keySpan } of this.map.entries) {
      if (known.includes(key)) continue;
      this.collector.attempt(() => {
        if (foreignKeywords.has(key)) {
          throw problem("RB1103", `"${key}" is an Ansible keyword that runbook does not carry out yet`, {
            at: keySpan,
            hint: mendOf(key),
          });
        }
        throw problem("RB1103", `a ${owner} has no key "${key}"`, {
          at: keySpan,
          hint: ofTasks(key, owner) ?? didYouMean(key, known) ?? hint ?? mendOfLoop(key),
        });
      });
    }
  }

  #wrong<T>({ key, value }: LocatedEntry, expected: string): T | undefined {
    return this.collector.attempt<T>(() => {
      throw problem("RB1101", `"${key}" must be ${expected}`, { at: value.span });
    });
  }
}

function isEmpty(value: Located): boolean {
  return value.kind === "scalar" && value.value === null;
}

/** A hint for what a play cannot say of its tasks. */
function ofTasks(key: string, owner: string): string | undefined {
  return owner === "play" && blockKeywords.some((word) => word === key) ? `${key} is for tasks and blocks.` : undefined;
}
