import { printableLine } from "../report/printable.ts";
import { fingerprint, typeOfKey } from "../transport/host-key-policy.ts";
import type { HostLook } from "../transport/look-at-host.ts";
import { knownHostsName } from "../transport/ssh-target.ts";
import type { TrustDecision } from "../transport/trust-decision.ts";

/** Hosts, keys and what becomes of them, a host a line. */
export function trustTable(decided: readonly (readonly [HostLook, TrustDecision])[]): string {
  const rows = decided.map(([look, decision]) => [
    look.target.name,
    knownHostsName(look.target),
    look.kind === "seen" ? typeOfKey(look.key) : "-",
    look.kind === "seen" ? fingerprint(look.key) : "-",
    decision.words,
  ]);
  const table = [["HOST", "KNOWN AS", "TYPE", "FINGERPRINT", "STATUS"], ...rows].map((row) => row.map(printableLine));
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
