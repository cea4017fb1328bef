import type { Value } from "../../expression/value.ts";
import type { ValueSource } from "../value-source.ts";

/** A role, as the tasks in it know it; what led to it by depending on it or naming it is in it already. */
export interface Role {
  readonly name: string;
  /** Its own and those of the roles that led to it: roles that are called in the same way share their handlers. */
  readonly keys: readonly string[];
  /** Absolute folders: its own, then those of the roles that led to it, innermost first. */
  readonly folders: readonly string[];
  /** Names of the roles that led to it, innermost first. */
  readonly parents: readonly string[];
  /** What it tells of itself: `role_name`, `role_path`, ... */
  readonly told: ReadonlyMap<string, Value>;
  /** What everything else wins over. */
  readonly defaults: ReadonlyMap<string, ValueSource>;
  /** They win over those of the play; variables of blocks and tasks win over them. */
  readonly variables: ReadonlyMap<string, ValueSource>;
}
