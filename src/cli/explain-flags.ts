import type { InventoryFlags, VariableFlags } from "./flags.ts";

/** What `explain` knows. */
export interface ExplainFlags extends InventoryFlags, VariableFlags {
  readonly host: string;
  readonly runbook?: string;
  readonly format: "text" | "json";
}
