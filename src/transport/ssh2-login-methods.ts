import type { AgentAuthMethod, ParsedKey, PublicKeyAuthMethod } from "ssh2";
import { type ProblemError, problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import type { SshTarget } from "./ssh-target.ts";
import { agentKeys, FewIdentities } from "./ssh2-agent.ts";
import type { KeyFile, KeyFiles } from "./ssh2-keys.ts";

/** How we log in: one round over these, in this order, then the password if there is one. `names` are for messages. */
export interface LoginMethods {
  readonly methods: readonly (PublicKeyAuthMethod | AgentAuthMethod)[];
  readonly password: SecretText | undefined;
  readonly names: readonly string[];
}

/** sshd closes at MaxAuthTries (6 by default) and may then ban our address: stay below. */
const mostKeys = 5;

/** With a password to come, fewer keys are tried before it. */
const mostKeysBeforePassword = 3;

/**
 * Key files in their order, then the agent's identities; at most five. A file with a passphrase is left to the agent when that
 * holds the key, else opened. RB4009 when a file cannot be used or nothing is left.
 */
export async function loginMethods(target: SshTarget, files: KeyFiles, password?: SecretText): Promise<LoginMethods> {
  const most = password === undefined ? mostKeys : mostKeysBeforePassword;
  const read = await Promise.all(target.keyFiles.slice(0, most).map((path) => files.read(path)));
  const keys: ParsedKey[] = [];
  const tried: Buffer[] = [];
  const names: string[] = [];
  for (const file of read) {
    const opened = await usable(file, { target, files, password });
    if (opened === undefined) continue;
    keys.push(opened.key);
    tried.push(opened.publicKey);
    names.push(file.path);
  }
  const { user: username, agent, agentHas } = target;
  const methods: (PublicKeyAuthMethod | AgentAuthMethod)[] = keys.map((key) => ({ type: "publickey", username, key }));
  if (agent !== undefined && keys.length < most) {
    const only = agentHas === "files" ? publicKeys(read) : undefined;
    methods.push({
      type: "agent",
      username,
      agent: new FewIdentities(agent, { tried, only, most: most - keys.length }),
    });
    names.push("the agent's keys");
  }
  if (password !== undefined) names.push("the password");
  if (names.length === 0) throw nothingLeft(target);
  return { methods, password, names };
}

interface Login {
  readonly target: SshTarget;
  readonly files: KeyFiles;
  readonly password: SecretText | undefined;
}

/** The key of a file; `undefined` when the agent may have it, or a password is there instead. */
async function usable(file: KeyFile, login: Login): Promise<Extract<KeyFile, { kind: "key" }> | undefined> {
  const { target, files, password } = login;
  switch (file.kind) {
    case "key":
      return file;
    case "public":
      if (target.agent !== undefined) return undefined;
      throw unusable(target, file.path, "it holds no private key");
    case "encrypted": {
      if (await agentHolds(target, file.publicKey)) return undefined;
      const opening = files.open(file.path);
      if (opening !== undefined) return usable(await opening, login);
      if (target.agent !== undefined || password !== undefined) return undefined;
      throw problem("RB4009", `${target.name}: the key ${file.path} is protected by a passphrase`, {
        hint: `nobody can be asked for it here, so load it into an agent first: eval "$(ssh-agent)"; ssh-add ${file.path}`,
      });
    }
    case "bad":
      throw unusable(target, file.path, file.why);
  }
}

async function agentHolds({ agent }: SshTarget, publicKey: Buffer | undefined): Promise<boolean> {
  if (agent === undefined || publicKey === undefined) return false;
  return (await agentKeys(agent)).some((key) => key.equals(publicKey));
}

function publicKeys(files: readonly KeyFile[]): readonly Buffer[] {
  return files.flatMap((file) => ("publicKey" in file && file.publicKey !== undefined ? [file.publicKey] : []));
}

function unusable(target: SshTarget, path: string, why: string): ProblemError {
  return problem("RB4009", `${target.name}: the key ${path} cannot be used: ${why}`, {
    hint: "the file must hold a private key in OpenSSH or PEM form that you may read",
  });
}

function nothingLeft(target: SshTarget): ProblemError {
  return problem("RB4009", `${target.name}: there is no key to log in with`, {
    hint: "name one with --private-key or ansible_ssh_private_key_file, start an ssh-agent, or give a password with -k",
  });
}
