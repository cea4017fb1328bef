import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";
import { sha1Refused } from "./ssh2-keys.ts";

/** Which of an agent's identities are tried. */
export interface IdentityChoice {
  /** Public keys that have been offered already. */
  readonly tried: readonly Buffer[];
  /** Only these; all when left out. */
  readonly only?: readonly Buffer[] | undefined;
  readonly most: number;
}

/** A running agent, of which only a few identities are tried: each refused one counts against MaxAuthTries. */
export class FewIdentities extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: ssh2.OpenSSHAgent;
  readonly #choice: IdentityChoice;

  constructor(socketPath: string, choice: IdentityChoice) {
    super();
    this.#agent = new ssh2.OpenSSHAgent(socketPath);
    this.#choice = choice;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error || !keys) return callback(error ?? new Error("the agent gave no answer"));
      const { tried, only, most } = this.#choice;
      const identities = keys.filter((key) => "getPublicSSH" in key);
      const among = (list: readonly Buffer[], key: ParsedKey) => list.some((one) => one.equals(key.getPublicSSH()));
      const fresh = identities.filter((key) => !among(tried, key) && (only === undefined || among(only, key)));
      callback(undefined, fresh.slice(0, most));
    });
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const callback = typeof options === "function" ? options : done;
    const request = typeof options === "function" ? {} : options;
    if (key.type === "ssh-rsa" && request.hash !== "sha256" && request.hash !== "sha512") callback?.(sha1Refused());
    else this.#agent.sign(key, data, request, callback);
  }
}

/** The public keys that an agent holds; none when it does not answer. */
export function agentKeys(socketPath: string): Promise<readonly Buffer[]> {
  return new Promise((resolve) => {
    new ssh2.OpenSSHAgent(socketPath).getIdentities((error, keys) => {
      const known = error || !keys ? [] : keys.filter((key) => "getPublicSSH" in key);
      resolve(known.map((key) => key.getPublicSSH()));
    });
  });
}
