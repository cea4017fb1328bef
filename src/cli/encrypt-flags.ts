import type { VaultFlags } from "./flags.ts";

/** Flags of `secret encrypt`. */
export interface EncryptFlags extends VaultFlags {
  readonly encryptVaultId?: string;
  readonly name?: string;
}
