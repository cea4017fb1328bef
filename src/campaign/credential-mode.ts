import type { Build } from "./build.ts";

/** How a technical account signs in: with a key (`-setimsjwtauth`) or with its secret alone (`-setimsoauth`). */
export type CredentialMode = "jwt" | "oauth";

/** The modes, for parameters. */
export const credentialModes = ["jwt", "oauth"] as const;

/** `-setimsoauth` came with 7.4.1, build 9383; it needs no key. Adobe: "Migration of technical operators to OAuth". */
export function credentialModeOf({ number }: Build): CredentialMode {
  return number >= 9383 ? "oauth" : "jwt";
}
