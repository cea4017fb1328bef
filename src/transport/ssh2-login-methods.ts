import type { AgentAuthMethod, ParsedKey, PublicKeyAuthMethod } from "ssh2";
import { problem } from "../problems/problem.ts";
import type { SshTarget } from "./ssh-target.ts";
import { FewIdentities } from "./ssh2-agent.ts";
import type { KeyFile, KeyFiles } from "./ssh2-keys.ts";

/** How we log in: one round over these, in this order. `names` are for messages. */
export interface LoginMethods {
  readonly methods: readonly (PublicKeyAuthMethod | AgentAuthMethod)[];
  readonly names: readonly string[];
}

/** sshd closes at MaxAuthTries (6 by default) and may then ban our address: stay below. */
const mostKeys = 5;

/** Key files in their order, then the agent's identities; at most five. RB4009 when a file cannot be used or nothing is left. */
export async function loginMethods(target: SshTarget, files: KeyFiles): Promise<LoginMethods> {
  const username = target.user;
  const keys: ParsedKey[] = [];
  const names: string[] = [];
  for (const file of await Promise.all(target.keyFiles.slice(0, mostKeys).map((path) => files.read(path)))) {
    const key = usable(file, target);
    if (key === undefined) continue;
    keys.push(key);
    names.push(file.path);
  }
  const methods: (PublicKeyAuthMethod | AgentAuthMethod)[] = keys.map((key) => ({ type: "publickey", username, key }));
  if (target.agent !== undefined && keys.length < mostKeys) {
    methods.push({ type: "agent", username, agent: new FewIdentities(target.agent, keys, mostKeys - keys.length) });
    names.push("the agent's keys");
  }
  if (methods.length === 0) {
    throw problem("RB4009", `${target.name}: there is no key to log in with`, {
      hint: "name one with --private-key or ansible_ssh_private_key_file, or start an ssh-agent",
    });
  }
  return { methods, names };
}

/** The key of a file; `undefined` when the agent may have it. */
function usable(file: KeyFile, target: SshTarget): ParsedKey | undefined {
  switch (file.kind) {
    case "key":
      return file.key;
    case "encrypted":
      if (target.agent !== undefined) return undefined;
      throw problem("RB4009", `${target.name}: the key ${file.path} is protected by a passphrase`, {
        hint: `load it into an agent first: eval "$(ssh-agent)"; ssh-add ${file.path}`,
      });
    case "bad":
      throw problem("RB4009", `${target.name}: the key ${file.path} cannot be used: ${file.why}`, {
        hint: "the file must hold a private key in OpenSSH or PEM form that you may read",
      });
  }
}
