import type { Task } from "../model.ts";
import type { ValueSource } from "../value-source.ts";
import type { Role } from "./role.ts";

/** What the roles of a play bring to all of it, gathered while its tasks are read. */
export class PlayRoles {
  /** Of the ids of handlers. */
  readonly prefix: string;
  readonly #handlers: Task[] = [];
  readonly #calls = new Set<string>();
  readonly #variables = new Map<string, ValueSource>();
  readonly #defaults = new Map<string, ValueSource>();

  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Handlers, in the order in which their roles were read. */
  get handlers(): readonly Task[] {
    return this.#handlers;
  }

  /** Variables of roles that stand in the play from its beginning; a later role wins. */
  get variables(): ReadonlyMap<string, ValueSource> {
    return this.#variables;
  }

  /** The same of their defaults. */
  get defaults(): ReadonlyMap<string, ValueSource> {
    return this.#defaults;
  }

  /** Reads the handlers of roles that are called in a certain way, once; `number` is theirs among all ways. */
  async addHandlers(key: string, read: (number: number) => Promise<readonly Task[]>): Promise<void> {
    if (this.#calls.has(key)) return;
    this.#calls.add(key);
    this.#handlers.push(...(await read(this.#calls.size)));
  }

  /** A role stands in the play: all of its tasks know what is in the role's files. */
  share({ variables, defaults }: Pick<Role, "variables" | "defaults">): void {
    for (const [name, source] of variables) this.#variables.set(name, source);
    for (const [name, source] of defaults) this.#defaults.set(name, source);
  }
}
