import type { Outside, Scope } from "../expression/scope.ts";
import type { Host } from "../inventory/model.ts";
import type { ValueSource } from "../runbook/value-source.ts";
import type { Hiding } from "./hidden-names.ts";

/**
 * Sources of a host's variables, lowest rank first: defaults of roles < of inputs < inventory < gathered facts < play < role < task <
 * what tasks set and register < given to a role < extra < loop.
 */
export interface VariableLayers {
  readonly defaults: ReadonlyMap<string, ValueSource>;
  readonly extra: ReadonlyMap<string, ValueSource>;
  /** Names the engine itself gives: `inventory_hostname`, `groups`, ... Nothing overrides them. */
  readonly magic: (host: Host) => Scope;
  /** Of all hosts together: what `hostvars` gives may be what must not be told. Absent where no tasks are run. */
  readonly hiding?: Hiding;
  /** What lookups reach; absent where there are none. */
  readonly outside?: Outside;
}
