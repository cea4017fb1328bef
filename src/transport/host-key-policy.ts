import { createHash } from "node:crypto";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { KnownHostLine, KnownKeys } from "./known-hosts.ts";
import { knownHostsName, placeOf, type SshTarget } from "./ssh-target.ts";
import { visible } from "./visible.ts";

/** `SHA256:...`, as OpenSSH shows a key. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** Why a host's key must not be trusted; `undefined` when it is a known one. RB4004, RB4005. */
export function objectionTo(key: Buffer, target: SshTarget, keys: KnownKeys): ProblemError | undefined {
  const revoked = keys.revoked.find((line) => line.key.equals(key));
  if (revoked) {
    return problem("RB4005", `${placeOf(target)} offers a host key that ${at(revoked)} marks as revoked`, {
      hint: `offered: ${shown(key)}; the host must get a new key`,
    });
  }
  if (keys.known.some((line) => line.key.equals(key))) return undefined;
  return keys.known.length > 0 ? changed(key, target, keys.known) : unknown(key, target, keys);
}

/** The host offers none of the key types known for it. */
export function noKnownType(target: SshTarget, keys: KnownKeys): ProblemError {
  const known = keys.known.map((line) => `${line.type} ${fingerprint(line.key)} (${at(line)})`).join(", ");
  return problem("RB4005", `${placeOf(target)} has no host key of a type that is known for it`, {
    hint: `known: ${known}; if the host was rebuilt, replace these lines after checking the new key`,
  });
}

/** The host had another key, known or not, when it was connected to earlier in this run. */
export function otherThanBefore(key: Buffer, target: SshTarget, before: string): ProblemError {
  return problem("RB4005", `${placeOf(target)} offers another host key than earlier in this run`, {
    hint: `offered: ${shown(key)}; earlier: ${before}; was the host replaced meanwhile, or do several answer at this address?`,
  });
}

function changed(key: Buffer, target: SshTarget, known: readonly KnownHostLine[]): ProblemError {
  const expected = known.map((line) => `${line.type} ${fingerprint(line.key)} (${at(line)})`).join(", ");
  return problem("RB4005", `${placeOf(target)} offers another host key than the known one; someone may be in between`, {
    hint: `offered: ${shown(key)}; known: ${expected}; if the host was rebuilt, check the new key and replace that line`,
  });
}

function unknown(key: Buffer, target: SshTarget, keys: KnownKeys): ProblemError {
  const file = target.knownHosts[0] ?? "a known_hosts file";
  const line = `${knownHostsName(target)} ${typeOfKey(key)} ${key.toString("base64")}`;
  const authority = keys.authorities[0];
  const why = authority
    ? `; ${at(authority)} names a certificate authority, which only ansible_connection: openssh understands`
    : "";
  return problem("RB4004", `${placeOf(target)} offers a host key that is not known: ${shown(key)}${why}`, {
    hint: `compare the fingerprint with the host's own (ssh-keygen -lf), then run: runbook trust ${target.name}; or add to ${file}: ${line}`,
  });
}

function shown(key: Buffer): string {
  return `${typeOfKey(key)} ${fingerprint(key)}`;
}

/** "ssh-ed25519" and the like, from the key itself. */
export function typeOfKey(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return visible(key.subarray(4, 4 + Math.min(length, 64)));
}

function at(line: KnownHostLine): string {
  return `${line.file}:${line.line}`;
}
