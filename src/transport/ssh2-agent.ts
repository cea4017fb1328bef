import ssh2, { type IdentityCallback, type ParsedKey, type SignCallback, type SigningRequestOptions } from "ssh2";
import { sha1Refused } from "./ssh2-keys.ts";

/** A running agent, of which only a few identities are tried: each refused one counts against MaxAuthTries. */
export class FewIdentities extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: ssh2.OpenSSHAgent;
  readonly #tried: readonly ParsedKey[];
  readonly #most: number;

  /** `tried` are keys that have been offered already. */
  constructor(socketPath: string, tried: readonly ParsedKey[], most: number) {
    super();
    this.#agent = new ssh2.OpenSSHAgent(socketPath);
    this.#tried = tried;
    this.#most = most;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    this.#agent.getIdentities((error, keys) => {
      if (error || !keys) return callback(error ?? new Error("the agent gave no answer"));
      const identities = keys.filter((key) => "getPublicSSH" in key);
      const fresh = identities.filter(
        (key) => !this.#tried.some((one) => one.getPublicSSH().equals(key.getPublicSSH())),
      );
      callback(undefined, fresh.slice(0, this.#most));
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
