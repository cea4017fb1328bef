import type { Fingerprints } from "./fingerprint-file.ts";
import { fingerprint, typeOfKey } from "./host-key-policy.ts";
import type { KnownHostLine } from "./known-hosts.ts";
import type { KnownHostsEdit, NewHostKey } from "./known-hosts-edit.ts";
import type { HostLook } from "./look-at-host.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";
import type { DnsVerdict } from "./sshfp.ts";

/** What is to be done about a host's key, and in words why. */
export type TrustDecision =
  | { readonly kind: "trusted"; readonly words: string }
  | { readonly kind: "write"; readonly words: string; readonly drop: ReadonlySet<number> }
  | { readonly kind: "refused"; readonly words: string };

/** What decides. */
export interface TrustRules {
  /** Fingerprints from a trusted place; without them a person compares. */
  readonly fingerprints?: Fingerprints;
  /** What DNS says of each host's key, where it was asked. */
  readonly dns?: ReadonlyMap<HostLook, DnsVerdict>;
  /** Keys that changed may be replaced. */
  readonly replace: boolean;
}

/**
 * Decides about one host: new keys are written, changed ones only when that is asked for, revoked ones never; where a list or
 * DNS is asked, only keys that it has.
 */
export function decideTrust(look: HostLook, rules: TrustRules): TrustDecision {
  const decision = withoutDns(look, rules);
  const verdict = rules.dns?.get(look);
  if (verdict === undefined) return decision;
  const words = `${decision.words}, ${dnsWords(verdict)}`;
  const refused =
    decision.kind === "refused" ||
    verdict.kind === "differs" ||
    (decision.kind === "write" && verdict.kind !== "agrees");
  return refused ? { kind: "refused", words } : { ...decision, words };
}

function dnsWords(verdict: DnsVerdict): string {
  switch (verdict.kind) {
    case "agrees":
      return verdict.signed ? "DNS agrees (signed)" : "DNS agrees (not signed)";
    case "differs":
      return "DNS has another key";
    case "none":
      return "not in DNS";
    case "failed":
      return `DNS: ${verdict.why}`;
  }
}

function withoutDns(look: HostLook, { fingerprints, replace }: TrustRules): TrustDecision {
  if (look.kind === "unreachable") return { kind: "refused", words: `unreachable: ${look.why.message}` };
  const { target, key, status, known } = look;
  const listed = fingerprints && listedFor(fingerprints, target);
  const differs = listed !== undefined && !listed.has(fingerprint(key));
  const verified = fingerprints === undefined ? "" : differs ? ", differs from the list" : ", as listed";
  if (status === "revoked") return { kind: "refused", words: "revoked" };
  if (fingerprints !== undefined && listed === undefined && status !== "known") {
    return { kind: "refused", words: `${status}, not in the list` };
  }
  if (differs) return { kind: "refused", words: `${status}, differs from the list` };
  if (status === "known") return { kind: "trusted", words: `known${listed ? verified : ""}` };
  if (status === "new") return { kind: "write", words: `new${verified}`, drop: new Set() };
  const before = [...new Set(known.map((line) => fingerprint(line.key)))].join(", ");
  if (!replace) return { kind: "refused", words: `CHANGED${verified}, known is ${before}` };
  const drop = droppable(target, known);
  if (drop === undefined)
    return { kind: "refused", words: `CHANGED${verified}; ${placesOf(known)} must be edited by hand` };
  return { kind: "write", words: `CHANGED${verified}, replaces ${before}`, drop };
}

function listedFor(list: Fingerprints, target: SshTarget): ReadonlySet<string> | undefined {
  const names = [target.name, target.address, knownHostsName(target)];
  return names.map((name) => list.get(name.toLowerCase())).find((one) => one !== undefined);
}

/** The lines to drop; `undefined` when one of them stands in another file or names other hosts, too. */
function droppable(target: SshTarget, known: readonly KnownHostLine[]): ReadonlySet<number> | undefined {
  const name = knownHostsName(target);
  const own = known.every((line) => {
    const mine = line.names.startsWith("|") || line.names.toLowerCase() === name;
    return line.file === target.knownHosts[0] && line.line > 0 && mine;
  });
  return own ? new Set(known.map((line) => line.line)) : undefined;
}

function placesOf(known: readonly KnownHostLine[]): string {
  return known.map((line) => `${line.file}:${line.line}`).join(", ");
}

/** The edits of known_hosts files that decisions come to, by file. */
export function trustEdits(
  decided: readonly (readonly [HostLook, TrustDecision])[],
): ReadonlyMap<string, KnownHostsEdit> {
  const edits = new Map<string, { add: Map<string, NewHostKey>; drop: Set<number> }>();
  for (const [look, decision] of decided) {
    const file = look.target.knownHosts[0];
    if (look.kind !== "seen" || decision.kind !== "write" || file === undefined) continue;
    const edit = edits.get(file) ?? { add: new Map<string, NewHostKey>(), drop: new Set<number>() };
    edits.set(file, edit);
    const { key } = look;
    const name = knownHostsName(look.target);
    edit.add.set(`${name} ${key.toString("base64")}`, { name, type: typeOfKey(key), key });
    for (const line of decision.drop) edit.drop.add(line);
  }
  return new Map([...edits].map(([file, { add, drop }]) => [file, { add: [...add.values()], drop }]));
}
