import { type ProblemError, problem } from "../problems/problem.ts";
import { HostKeyFiles } from "./host-key-files.ts";
import { fingerprint } from "./host-key-policy.ts";
import { knownHostsName, placeOf, type SshTarget } from "./ssh-target.ts";

/**
 * A known_hosts file with nothing but the key of this fingerprint; `undefined` where no file has it now: it was revoked or removed, or an
 * authority has signed it. RB4004.
 */
export async function onlyThisKey(target: SshTarget, pinned: string): Promise<string | undefined> {
  const name = knownHostsName(target);
  const { known, revoked } = await new HostKeyFiles().keysOf(name, target.knownHosts);
  if (revoked.some(({ key }) => fingerprint(key) === pinned)) return undefined;
  const line = known.find(({ key }) => fingerprint(key) === pinned);
  return line && `${name} ${line.type} ${line.key.toString("base64")}\n`;
}

/** The host had another key, known or not, when it was connected to earlier in this run. */
export function notThePinned(target: SshTarget, pinned: string): ProblemError {
  return problem("RB4005", `${placeOf(target)} offers another host key than earlier in this run`, {
    hint: `earlier: ${pinned}; was the host replaced meanwhile, or do several answer at this address?`,
  });
}
