import type { Definition, Host } from "../inventory/model.ts";
import { ProblemError } from "../problems/problem.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import type { Located } from "../source/located.ts";

/** What the inventory says of a name for some hosts. */
export interface InventoryName {
  /** Every definition that counts for one of them, each once. */
  readonly definitions: readonly Definition[];
  /** Those for whom nothing defines it. */
  readonly missing: readonly Host[];
  /** The first of them whose groups disagree about it. */
  readonly conflict: { readonly host: Host; readonly between: readonly [Definition, Definition] } | undefined;
}

/** The inventory's variables for the hosts of one play; answers are kept. */
export class InventoryNames {
  readonly hosts: readonly Host[];
  readonly #known = new Map<string, InventoryName>();
  readonly #sources: Map<Located, ValueSource | undefined>;

  /** `sources` is shared by all plays, so that each value is compiled once. */
  constructor(hosts: readonly Host[], sources: Map<Located, ValueSource | undefined>) {
    this.hosts = hosts;
    this.#sources = sources;
  }

  find(name: string): InventoryName {
    const known = this.#known.get(name) ?? this.#look(name);
    this.#known.set(name, known);
    return known;
  }

  /** A definition's value with its templates; `undefined` where they cannot be understood. */
  sourceOf({ value }: Definition): ValueSource | undefined {
    if (!this.#sources.has(value)) this.#sources.set(value, compiled(value));
    return this.#sources.get(value);
  }

  #look(name: string): InventoryName {
    const definitions = new Map<Located, Definition>();
    const missing: Host[] = [];
    let conflict: InventoryName["conflict"];
    for (const host of this.hosts) {
      const definition = host.variables.get(name);
      if (definition) definitions.set(definition.value, definition);
      else missing.push(host);
      const between = conflict ? undefined : host.conflicts.get(name);
      if (between) conflict = { host, between };
    }
    return { definitions: [...definitions.values()], missing, conflict };
  }
}

function compiled(value: Located): ValueSource | undefined {
  try {
    return compileValue(value);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
