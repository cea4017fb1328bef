import type { Inherited } from "./inherited.ts";
import type { Definition, Host } from "./model.ts";
import type { AllVariableFiles } from "./variable-files.ts";

/** What makes a host, besides what it has from its groups. */
export interface OwnParts {
  readonly name: string;
  readonly groups: readonly string[];
  readonly file: string | undefined;
  /** What the inventory says of it. */
  readonly said: readonly Definition[];
}

/**
 * A host with what it says itself on top of what it has from its groups: in the inventory, then in the `host_vars/` of the same
 * folders. Put together when someone asks, for most commands ask few of many hosts.
 */
export class ListedHost implements Host {
  readonly name: string;
  readonly groups: readonly string[];
  readonly file: string | undefined;
  readonly #inherited: Inherited;
  readonly #own: readonly (readonly Definition[])[];
  #known: Inherited | undefined;

  constructor({ name, groups, file, said }: OwnParts, inherited: Inherited, files: AllVariableFiles) {
    this.name = name;
    this.groups = groups;
    this.file = file;
    this.#inherited = inherited;
    const folders = [...files.inventories, ...(files.runbook ? [files.runbook] : [])];
    this.#own = [said, ...folders.map(({ hosts }) => hosts.get(name) ?? [])].filter((one) => one.length > 0);
  }

  get variables() {
    return this.#whole.variables;
  }

  get conflicts() {
    return this.#whole.conflicts;
  }

  get said() {
    return this.#whole.said;
  }

  get #whole(): Inherited {
    this.#known ??= this.#own.length === 0 ? this.#inherited : withOwn(this.#inherited, this.#own);
    return this.#known;
  }
}

function withOwn(inherited: Inherited, own: readonly (readonly Definition[])[]): Inherited {
  const definitions = own.flat();
  const variables = new Map(inherited.variables);
  for (const definition of definitions) variables.set(definition.name, definition);
  const settled = new Set(definitions.map(({ name }) => name));
  const conflicts = new Map([...inherited.conflicts].filter(([name]) => !settled.has(name)));
  return { variables, conflicts, said: [...inherited.said, ...own] };
}
