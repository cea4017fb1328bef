import type { RunFlags } from "./flags.ts";

/** What only `apply` knows. */
export interface ApplyFlags extends RunFlags {
  readonly yes?: boolean;
  readonly check?: boolean;
  readonly verify?: boolean;
  readonly requireApproval?: string;
}
