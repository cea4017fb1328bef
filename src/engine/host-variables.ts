import type { Outside, Scope } from "../expression/scope.ts";
import { type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { groupConflict } from "../inventory/group-conflict.ts";
import type { Host } from "../inventory/model.ts";
import { problem } from "../problems/problem.ts";
import { compileValue, evaluateSource, type ValueSource } from "../runbook/value-source.ts";

/** Sources of a host's variables, lowest rank first: defaults < inventory < play < task < facts and registers < extra < loop. */
export interface VariableLayers {
  readonly defaults: ReadonlyMap<string, ValueSource>;
  readonly extra: ReadonlyMap<string, ValueSource>;
  /** Names the engine itself gives: `inventory_hostname`, `groups`, ... Nothing overrides them. */
  readonly magic: (host: Host) => Scope;
  /** What lookups reach; absent where there are none. */
  readonly outside?: Outside;
}

/** What one task adds: its own `vars`, and the loop's variable. */
export interface TaskVariables {
  readonly task?: ReadonlyMap<string, ValueSource>;
  readonly loop?: ReadonlyMap<string, Value>;
}

const none: ReadonlyMap<string, never> = new Map<string, never>();

/** The variables of one host during a run. Values are evaluated when they are used, each time anew for each task. */
export class HostVariables {
  readonly host: Host;
  readonly #layers: VariableLayers;
  readonly #inventory = new Map<string, ValueSource>();
  readonly #facts = new Map<string, Value>();
  readonly #magic: Scope;
  /** What is being evaluated right now, by whichever way it was reached, with its name. */
  readonly #under = new Map<ValueSource, string>();
  #play: ReadonlyMap<string, ValueSource> = none;
  #map: ValueMap | undefined;
  #news: Set<string> | undefined;

  constructor(host: Host, layers: VariableLayers) {
    this.host = host;
    this.#layers = layers;
    this.#magic = layers.magic(host);
  }

  /** The variables of the play that begins. */
  enterPlay(variables: ReadonlyMap<string, ValueSource>): void {
    this.#play = variables;
    this.#map = undefined;
  }

  /** A fact or a registered result, from here on. */
  set(name: string, value: Value): void {
    if (!this.#facts.has(name)) this.#map = undefined;
    this.#facts.set(name, value);
    this.#news?.add(name);
  }

  /** Returns what ends it and tells the facts and registered results that were set meanwhile. */
  listen(): () => ReadonlyMap<string, Value> {
    const news = new Set<string>();
    this.#news = news;
    return () => {
      this.#news = undefined;
      return new Map([...this.#facts].filter(([name]) => news.has(name)));
    };
  }

  /** Puts facts and registered results back to what they are now. */
  keep(): () => void {
    const kept = new Map(this.#facts);
    return () => {
      this.#facts.clear();
      for (const [name, value] of kept) this.#facts.set(name, value);
      this.#map = undefined;
    };
  }

  /** Everything that is defined, as one task sees it. */
  scope({ task = none, loop = none }: TaskVariables = {}): Scope {
    const known = new Map<string, Value | undefined>();
    const scope: Scope = {
      lookup: (name) => {
        if (known.has(name)) return known.get(name);
        const value = this.#find(name, { task, loop, scope });
        known.set(name, value);
        return value;
      },
      names: () => this.#names(task, loop),
      outside: this.#layers.outside,
    };
    return scope;
  }

  /**
   * All variables of the host but `hostvars` and `omit`, as a mapping whose values are evaluated whenever they are used; for `hostvars`
   * and `hosts --host`. The same mapping until there is a new name.
   */
  asMap(): ValueMap {
    if (this.#map) return this.#map;
    const map = valueMap([]);
    for (const name of this.#names(none, none)) {
      if (name === "hostvars" || name === "omit") continue;
      const get = () => this.scope().lookup(name) ?? null;
      Object.defineProperty(map, name, { enumerable: true, configurable: true, get });
    }
    this.#map = map;
    return map;
  }

  #find(name: string, { task, loop, scope }: Search): Value | undefined {
    const direct = loop.get(name) ?? this.#magic.lookup(name);
    if (direct !== undefined) return direct;
    const extra = this.#layers.extra.get(name);
    const fact = extra ? undefined : this.#facts.get(name);
    if (fact !== undefined) return fact;
    const source =
      extra ?? task.get(name) ?? this.#play.get(name) ?? this.#fromInventory(name) ?? this.#layers.defaults.get(name);
    return source && this.#evaluate(name, source, scope);
  }

  #evaluate(name: string, source: ValueSource, scope: Scope): Value {
    if (source.kind === "constant") return source.value;
    if (this.#under.has(source)) {
      throw problem("RB2005", `the variable "${name}" refers to itself`, {
        at: source.span,
        hint: `By way of: ${[...this.#under.values()].join(" -> ")}.`,
      });
    }
    this.#under.set(source, name);
    try {
      return evaluateSource(source, scope);
    } finally {
      this.#under.delete(source);
    }
  }

  #fromInventory(name: string): ValueSource | undefined {
    const conflict = this.host.conflicts.get(name);
    if (conflict) throw groupConflict(this.host.name, name, conflict);
    const known = this.#inventory.get(name);
    const definition = known ? undefined : this.host.variables.get(name);
    if (!definition) return known;
    const source = compileValue(definition.value);
    this.#inventory.set(name, source);
    return source;
  }

  #names(task: ReadonlyMap<string, unknown>, loop: ReadonlyMap<string, unknown>): Iterable<string> {
    const { defaults, extra } = this.#layers;
    const maps = [defaults, this.host.variables, this.#play, task, this.#facts, extra, loop];
    return new Set([...maps.flatMap((map) => [...map.keys()]), ...this.#magic.names()]);
  }
}

interface Search extends Required<TaskVariables> {
  readonly scope: Scope;
}
