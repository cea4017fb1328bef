import type { Outside, Scope } from "../expression/scope.ts";
import { type Value, type ValueMap, valueMap } from "../expression/value.ts";
import { groupConflict } from "../inventory/group-conflict.ts";
import type { Host } from "../inventory/model.ts";
import { problem } from "../problems/problem.ts";
import type { Naming, PlayVariables } from "../runbook/model.ts";
import type { Role } from "../runbook/roles/role.ts";
import { compileValue, evaluateSource, type ValueSource } from "../runbook/value-source.ts";
import { Hiding } from "./hidden-names.ts";
import { LearnedValues } from "./learned-values.ts";
import { UsedValues } from "./used-values.ts";
import type { VariableLayers } from "./variable-layers.ts";
import { VariablesOfPlay, type WrittenVariables } from "./variables-of-play.ts";

/** What one task adds: its own names and those around it, and the loop's variable. */
export interface TaskVariables {
  readonly task?: Naming;
  readonly loop?: ReadonlyMap<string, Value>;
}

const none: ReadonlyMap<string, never> = new Map<string, never>();
const noNaming: Naming = { variables: none };
const noRoles = { variables: none, defaults: none };

/** The variables of one host during a run. Values are evaluated when they are used, each time anew for each task. */
export class HostVariables {
  readonly host: Host;
  readonly #layers: VariableLayers;
  readonly #inventory = new Map<string, ValueSource>();
  /** What tasks and facts told it. */
  readonly learned: LearnedValues;
  readonly #magic: Scope;
  /** What is being evaluated right now, by whichever way it was reached, with its name. */
  readonly #under = new Map<ValueSource, string>();
  #play = this.#ofPlay({ variables: none });
  #roles: Pick<Role, "variables" | "defaults"> = noRoles;
  #map: ValueMap | undefined;
  readonly #hiding: Hiding;
  #used: UsedValues | undefined;

  constructor(host: Host, layers: VariableLayers) {
    this.host = host;
    this.#layers = layers;
    this.#hiding = layers.hiding ?? new Hiding();
    this.learned = new LearnedValues(this.#hiding, {
      onName: () => {
        this.#map = undefined;
      },
      onGathered: () => {
        if (this.#play.reconsider()) this.#map = undefined;
      },
    });
    this.#magic = layers.magic(host);
  }

  /** The variables of the play that begins. */
  enterPlay({ variables, varsFiles, roles = noRoles }: PlayVariables): void {
    this.#play = this.#ofPlay({ variables, varsFiles });
    this.#roles = roles;
    this.#map = undefined;
  }

  /** The same for a task of the play that is done here for another host; what is known of it already stays. */
  visitPlay(play: PlayVariables): void {
    if (this.#play.written.variables !== play.variables) this.enterPlay(play);
  }

  /** Variables and defaults of a role, until the play ends. */
  share({ variables, defaults }: Pick<Role, "variables" | "defaults">): void {
    const roles = {
      variables: new Map([...this.#roles.variables, ...variables]),
      defaults: new Map([...this.#roles.defaults, ...defaults]),
    };
    this.enterPlay({ ...this.#play.written, roles });
  }

  /**
   * Returns what ends it and gives what was used meanwhile of what the host got to know, or of what was given to its task; without what
   * must not be told.
   */
  watch(): () => ReadonlyMap<string, Value> {
    const used = new UsedValues();
    this.#used = used;
    return () => {
      this.#used = undefined;
      return used.told;
    };
  }

  /** Does work, of no task or a part of one, and tells whether it used something that must not be told. */
  hearing<T>(work: () => T): { readonly value: T; readonly isHushed: boolean } {
    const outer = this.#used;
    const used = new UsedValues();
    this.#used = used;
    try {
      return { value: work(), isHushed: used.isHushed };
    } finally {
      this.#used = outer;
    }
  }

  /** The task that is at work used something that must not be told. */
  get isHushed(): boolean {
    return this.#used?.isHushed === true;
  }

  /** Puts back to what it is now: what is set, registered and gathered, what roles share and files bring. */
  keep(): () => void {
    const [{ written }, roles] = [this.#play, this.#roles];
    const undo = this.learned.keep();
    return () => {
      this.enterPlay({ ...written, roles });
      undo();
    };
  }

  /** Everything that is defined, as one task sees it. */
  scope({ task = noNaming, loop = none }: TaskVariables = {}): Scope {
    const known = new Map<string, Value | undefined>();
    const scope: Scope = {
      lookup: (name) => {
        if (known.has(name)) return known.get(name);
        const value = this.#find(name, { task, loop, scope });
        known.set(name, value);
        return value;
      },
      names: () => this.#names(task, loop),
      outside: this.#outside(task.role),
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
    for (const name of this.#names(noNaming, none)) {
      if (name === "hostvars" || name === "omit") continue;
      const get = () => this.scope().lookup(name) ?? null;
      Object.defineProperty(map, name, { enumerable: true, configurable: true, get });
    }
    if (!this.#play.isChoosing) this.#map = map;
    return map;
  }

  /** The play's own definition of a name: in the files that the host chooses. RB1101, RB2002, RB2107 where it cannot be told. */
  saidByPlay(name: string): ValueSource | undefined {
    return this.#play.get(name);
  }

  /** Names of files see neither what tasks set and register nor variables of roles, as in Ansible. */
  #ofPlay(written: WrittenVariables): VariablesOfPlay {
    return new VariablesOfPlay(written, (variables) => {
      const before = new HostVariables(this.host, this.#layers);
      before.enterPlay({ variables, roles: { variables: none, defaults: this.#roles.defaults } });
      before.learned.gather(this.learned.gathered.values);
      return before.scope();
    });
  }

  #find(name: string, { task, loop, scope }: Search): Value | undefined {
    const { around, role } = task;
    const direct = loop.get(name) ?? around?.get(name) ?? this.#magic.lookup(name) ?? role?.told.get(name);
    if (direct !== undefined) {
      if ((name === "hostvars" && this.#hiding.any) || (task.isHushed && around?.has(name))) this.#used?.hush();
      return direct;
    }
    const given = task.given?.get(name);
    const stronger = this.#layers.extra.get(name) ?? given;
    const fact = stronger ? undefined : this.learned.facts.get(name);
    const written = stronger ?? this.#written(name, task);
    const known = fact === undefined && !written ? this.learned.gathered.get(name) : fact;
    const source =
      known === undefined ? (written ?? this.#fromInventory(name) ?? this.#default(name, task)) : undefined;
    const value = source ? this.#evaluate(name, source, scope) : known;
    const brought = this.learned.brought.get(name);
    if (value !== undefined && known !== undefined) {
      this.#used?.add(name, value, {
        hidden: this.learned.hidden.has(fact === undefined ? "gathered" : "facts", name),
      });
    } else if (value !== undefined && source === (given ?? brought)) {
      const hidden = this.isHushed || (source === brought && this.learned.hidden.has("brought", name));
      this.#used?.add(name, value, { hidden });
    }
    return value;
  }

  #written(name: string, { variables, role }: Naming): ValueSource | undefined {
    const ofTask = this.learned.brought.get(name) ?? variables.get(name) ?? role?.variables.get(name);
    return ofTask ?? this.#roles.variables.get(name) ?? this.#play.get(name);
  }

  /** Of an input that nobody gave a value, a role's own default. */
  #default(name: string, { role }: Naming): ValueSource | undefined {
    const given = this.#layers.defaults.get(name);
    const ofRole = role?.defaults.get(name) ?? this.#roles.defaults.get(name);
    return given?.kind === "constant" && given.value === null ? (ofRole ?? given) : (given ?? ofRole);
  }

  #outside(role: Role | undefined): Outside | undefined {
    const { outside } = this.#layers;
    return (role && outside?.near?.(role.folders)) ?? outside;
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

  #names(
    { variables, given = none, role, around = none }: Naming,
    loop: ReadonlyMap<string, unknown>,
  ): Iterable<string> {
    const { defaults, extra } = this.#layers;
    const ofRole = role ? [role.defaults, role.variables, role.told] : [];
    const known = [this.learned.brought.values, this.learned.gathered.values, this.learned.facts.values];
    const ofPlay = [this.#roles.defaults, this.#play, this.#roles.variables, ...known];
    const maps = [defaults, this.host.variables, ...ofPlay, ...ofRole, variables, given, extra, around, loop];
    return new Set([...maps.flatMap((map) => [...map.keys()]), ...this.#magic.names()]);
  }
}

interface Search extends Required<TaskVariables> {
  readonly scope: Scope;
}
