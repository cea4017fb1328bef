import { ProblemError } from "../problems/problem.ts";
import { type HostKeyStatus, hostKeyStatus } from "./host-key-status.ts";
import type { KnownHostLine } from "./known-hosts.ts";
import type { SshTarget } from "./ssh-target.ts";
import type { Ssh2Transport } from "./ssh2-transport.ts";

/** A host's key beside what is known of it; or why it could not be seen. */
export type HostLook =
  | {
      readonly kind: "seen";
      readonly target: SshTarget;
      readonly key: Buffer;
      readonly status: HostKeyStatus;
      readonly known: readonly KnownHostLine[];
    }
  | { readonly kind: "unreachable"; readonly target: SshTarget; readonly why: ProblemError };

/**
 * Looks at a host's key, without logging in: of a type that is known for it, else of the best it has. Never throws for what a
 * host does.
 */
export async function lookAtHost(transport: Ssh2Transport, target: SshTarget): Promise<HostLook> {
  try {
    const keys = await transport.knownKeys(target);
    const types = [...new Set(keys.known.map((line) => line.type))];
    const familiar = types.length > 0 ? await transport.readHostKey(target, types) : undefined;
    const key = familiar ?? (await transport.readHostKey(target, []));
    if (key === undefined) throw new TypeError("a host without any key finished a key exchange");
    return { kind: "seen", target, key, status: hostKeyStatus(key, keys), known: keys.known };
  } catch (why) {
    if (why instanceof ProblemError) return { kind: "unreachable", target, why };
    throw why;
  }
}
