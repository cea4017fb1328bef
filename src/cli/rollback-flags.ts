import type { RunFlags } from "./flags.ts";

/** What only `rollback` knows. */
export interface RollbackFlags extends Partial<RunFlags> {
  readonly format: "text" | "json";
  readonly host?: readonly string[];
  readonly task?: readonly string[];
  readonly force?: readonly string[];
  readonly yes?: boolean;
  readonly check?: boolean;
}
