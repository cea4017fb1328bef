import type { KnownHostLine, KnownKeys } from "./known-hosts.ts";

/** What known_hosts says of the key that a host offers. */
export type HostKeyStatus = "known" | "new" | "changed" | "revoked";

/** Compares a key with what is known of its host. */
export function hostKeyStatus(key: Buffer, { known, revoked }: KnownKeys): HostKeyStatus {
  const same = (line: KnownHostLine) => line.key.equals(key);
  if (revoked.some(same)) return "revoked";
  if (known.some(same)) return "known";
  return known.length > 0 ? "changed" : "new";
}
