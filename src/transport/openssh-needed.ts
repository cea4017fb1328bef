import { access, readFile } from "node:fs/promises";
import { HostKeyFiles } from "./host-key-files.ts";
import { typeOfKey } from "./host-key-policy.ts";
import { publicPartOf } from "./public-part.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";

/** Tells where ssh2 cannot reach a host as its files ask for; each file is looked at once. */
export class OpensshNeed {
  readonly #hostKeys = new HostKeyFiles();
  readonly #keys = new Map<string, Promise<string | undefined>>();

  /** Why ssh2 cannot reach a host, jump hosts included; `undefined` when it can. RB4004. */
  async why(target: SshTarget): Promise<string | undefined> {
    for (const host of [target, ...(target.jumps ?? [])]) {
      const why = (await this.#forLogin(host)) ?? (await this.#forHostKey(host));
      if (why !== undefined) return why;
    }
    return undefined;
  }

  async #forLogin({ keyFiles, certificates }: SshTarget): Promise<string | undefined> {
    const certificate = certificates?.[0];
    if (certificate !== undefined) return `${certificate} is a certificate`;
    for (const path of keyFiles) {
      const looking = this.#keys.get(path) ?? whyForKey(path);
      this.#keys.set(path, looking);
      const why = await looking;
      if (why !== undefined) return why;
    }
    return undefined;
  }

  async #forHostKey(target: SshTarget): Promise<string | undefined> {
    const { known, authorities } = await this.#hostKeys.keysOf(knownHostsName(target), target.knownHosts);
    const authority = authorities[0];
    if (authority === undefined || known.length > 0) return undefined;
    return `${authority.file}:${authority.line} names a certificate authority for its host key`;
  }
}

async function whyForKey(path: string): Promise<string | undefined> {
  if (await isThere(`${path}-cert.pub`)) return `${path} has a certificate`;
  const type = await typeOfFile(path);
  return type.startsWith("sk-") ? `${path} is kept in a security key` : undefined;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The type of a private key in OpenSSH's form; empty for what is no such file. */
async function typeOfFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const key = publicPartOf(bytes);
  return key === undefined ? "" : typeOfKey(key);
}
