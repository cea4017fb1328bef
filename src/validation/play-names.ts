import type { Host } from "../inventory/model.ts";
import { ProblemError } from "../problems/problem.ts";
import type { Input } from "../runbook/inputs/input.ts";
import type { Play } from "../runbook/model.ts";
import { perhapsInPlay } from "../runbook/perhaps-in-play.ts";
import { compileValue, type ValueSource } from "../runbook/value-source.ts";
import type { InventoryName, InventoryNames } from "./inventory-names.ts";
import type { SetName } from "./set-names.ts";
import type { Site } from "./site.ts";

/** What is known of a name where it is used. */
export type Resolution =
  /** It has a value on every host; `sources` are values as written that may be the one. */
  | { readonly kind: "defined"; readonly sources: readonly ValueSource[] }
  | { readonly kind: "partly"; readonly sources: readonly ValueSource[]; readonly missing: readonly Host[] }
  /** Nothing defines it; `set` is the task that sets it elsewhere: later, or on other hosts. */
  | { readonly kind: "undefined"; readonly set: SetName | undefined }
  /** Nothing in the runbook defines it, and there is no inventory to ask. */
  | { readonly kind: "outside" };

/** What the names of a play come from. */
export interface NameSources {
  readonly play: Play;
  /** Left out where the hosts of the play are not known. */
  readonly inventory: InventoryNames | undefined;
  readonly inputs: readonly Input[];
  readonly extra: ReadonlyMap<string, ValueSource>;
  readonly given: ReadonlySet<string>;
  readonly set: readonly SetName[];
  /** The hosts that a site's task runs on; left out where they are not known. */
  readonly hostsOf: (site: Site) => readonly Host[] | undefined;
}

/** The names that the tasks of one play can use. */
export class PlayNames {
  readonly #sources: NameSources;
  readonly #inputs: ReadonlyMap<string, readonly ValueSource[]>;
  /** In the files of which a host chooses some. */
  readonly #perhaps = new Map<string, ValueSource[]>();
  readonly #set = new Map<string, SetName[]>();

  constructor(sources: NameSources) {
    this.#sources = sources;
    this.#inputs = new Map(sources.inputs.map((input) => [input.name, defaultOf(input)]));
    for (const [name, source] of perhapsInPlay(sources.play).flatMap((one) => [...one])) {
      this.#perhaps.set(name, [...(this.#perhaps.get(name) ?? []), source]);
    }
    for (const one of sources.set) this.#set.set(one.name, [...(this.#set.get(one.name) ?? []), one]);
  }

  /** What a name is for a site. */
  resolve(name: string, site: Site): Resolution {
    const { extra, given, play } = this.#sources;
    if (site.loopNames.has(name) || given.has(name)) return { kind: "defined", sources: [] };
    const own = extra.get(name) ?? site.variables.get(name) ?? play.roles?.variables.get(name);
    if (own) return { kind: "defined", sources: [own] };
    const perhaps = this.#perhaps.get(name);
    const below = this.#belowFiles(name, site);
    if (!perhaps) return below;
    return { kind: "defined", sources: [...perhaps, ...("sources" in below ? below.sources : [])] };
  }

  #belowFiles(name: string, site: Site): Resolution {
    const { play, inventory } = this.#sources;
    const own = play.variables.get(name);
    if (own) return { kind: "defined", sources: [own] };
    const set = this.#set.get(name) ?? [];
    const visible = set.filter((one) => one.site.sets <= site.sees);
    const input = this.#default(name, site);
    if (!inventory) {
      if (visible.length > 0 || input) return { kind: "defined", sources: input ?? [] };
      return set.length > 0 ? { kind: "undefined", set: set[0] } : { kind: "outside" };
    }
    return this.#onHosts(inventory.find(name), { inventory, visible, input, set });
  }

  /** What the inventory says of a name, where nothing stronger defines it for a site. */
  inventoryName(name: string, site: Site): InventoryName | undefined {
    const { extra, given, play, inventory } = this.#sources;
    const ofRoles = play.roles ? [play.roles.variables] : [];
    const stronger = [
      site.loopNames,
      given,
      extra,
      site.variables,
      ...ofRoles,
      this.#perhaps,
      play.variables,
      this.#set,
    ];
    return stronger.some((names) => names.has(name)) ? undefined : inventory?.find(name);
  }

  /** Variables of the play's hosts by which they are reached: they are used without being named anywhere. */
  connectionNames(): Iterable<string> {
    const names = new Set<string>();
    for (const { variables } of this.#sources.inventory?.hosts ?? []) {
      for (const name of variables.keys()) if (/^(?:ansible|exec)_/.test(name)) names.add(name);
    }
    return names;
  }

  /** Every name that a site can use, for "did you mean". */
  names(site: Site): Iterable<string> {
    const { extra, given, play, inventory } = this.#sources;
    const ofRoles = play.roles ? [play.roles.variables, play.roles.defaults] : [];
    const maps = [
      site.variables,
      site.defaults,
      this.#perhaps,
      play.variables,
      ...ofRoles,
      this.#inputs,
      this.#set,
      extra,
    ];
    const ofHosts = inventory?.hosts.slice(0, 3).flatMap(({ variables }) => [...variables.keys()]) ?? [];
    return new Set([...site.loopNames, ...maps.flatMap((map) => [...map.keys()]), ...ofHosts, ...given]);
  }

  /** What everything else wins over; left out where there is none. */
  #default(name: string, site: Site): readonly ValueSource[] | undefined {
    const input = this.#inputs.get(name);
    const ofRole = site.defaults.get(name) ?? this.#sources.play.roles?.defaults.get(name);
    return ofRole ? [...(input ?? []), ofRole] : input;
  }

  #onHosts(
    known: InventoryName,
    { inventory, visible, input, set }: OnHosts & { readonly inventory: InventoryNames },
  ): Resolution {
    const reached = visible.map((one) => (isElsewhere(one) ? undefined : this.#sources.hostsOf(one.site)));
    if (reached.includes(undefined)) return { kind: "defined", sources: [] };
    const names = new Set(reached.flatMap((hosts) => hosts?.map((host) => host.name) ?? []));
    const missing = known.missing.filter((host) => !names.has(host.name));
    const written = known.definitions.flatMap((definition) => inventory.sourceOf(definition) ?? []);
    const sources = [...written, ...(input ?? [])];
    if (missing.length === 0 || input) return { kind: "defined", sources };
    if (missing.length < inventory.hosts.length) return { kind: "partly", sources, missing };
    return { kind: "undefined", set: set[0] };
  }
}

interface OnHosts {
  readonly visible: readonly SetName[];
  readonly input: readonly ValueSource[] | undefined;
  readonly set: readonly SetName[];
}

/** Of which host it becomes a fact, the host tells to which the task is delegated. */
function isElsewhere({ how, task }: SetName): boolean {
  return how === "sets" && task.delegatesFacts === true && task.delegateTo !== undefined;
}

/** An input's default as written; nothing where it has none or it cannot be understood. */
function defaultOf(input: Input): readonly ValueSource[] {
  try {
    return input.default ? [compileValue(input.default)] : [];
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
