import type { ProblemError } from "../problems/problem.ts";
import type { HostKeyFiles } from "./host-key-files.ts";
import { fingerprint, objectionTo, typeOfKey } from "./host-key-policy.ts";
import type { KnownKeys } from "./known-hosts.ts";
import { knownHostsName, placeOf, type SshTarget } from "./ssh-target.ts";

/** What accepting a new key needs. */
export interface AcceptNew {
  readonly target: SshTarget;
  readonly known: KnownKeys;
  readonly files: HostKeyFiles;
  readonly announce: (message: string) => void;
}

/**
 * For StrictHostKeyChecking accept-new: a host of which no key is known gets the offered one, written to the first
 * known_hosts file before anything else is sent to the host. What two connections see at the same time must agree. Gives the
 * objection that is left; RB4004, RB4005.
 */
export function acceptNewKey(key: Buffer, { target, known, files, announce }: AcceptNew): ProblemError | undefined {
  const name = knownHostsName(target);
  const since = files.added(name, target.knownHosts);
  const now: KnownKeys = { ...known, known: [...known.known, ...since.known] };
  const objection = objectionTo(key, target, now);
  const [file] = target.knownHosts;
  if (objection === undefined || now.known.length > 0 || file === undefined) return objection;
  if (objection.problems[0]?.code !== "RB4004") return objection;
  const type = typeOfKey(key);
  files.add(file, { name, type, key: Buffer.from(key) });
  announce(`${placeOf(target)}: its host key was not known and now is: ${type} ${fingerprint(key)}, added to ${file}`);
  return undefined;
}
