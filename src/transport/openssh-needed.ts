import { access, readFile } from "node:fs/promises";
import type { HostKeyFiles } from "./host-key-files.ts";
import { typeOfKey } from "./host-key-policy.ts";
import { publicPartOf } from "./public-part.ts";
import { knownHostsName, type SshTarget } from "./ssh-target.ts";

/** Why ssh2 cannot reach a host as its files ask for, jump hosts included; `undefined` when it can. RB4004. */
export async function whyOpensshIsNeeded(target: SshTarget, files: HostKeyFiles): Promise<string | undefined> {
  for (const host of [target, ...(target.jumps ?? [])]) {
    const why = (await whyForLogin(host)) ?? (await whyForHostKey(host, files));
    if (why !== undefined) return why;
  }
  return undefined;
}

async function whyForLogin({ keyFiles, certificates }: SshTarget): Promise<string | undefined> {
  const certificate = certificates?.[0];
  if (certificate !== undefined) return `${certificate} is a certificate`;
  for (const path of keyFiles) {
    if (await isThere(`${path}-cert.pub`)) return `${path} has a certificate`;
    const type = await typeOfFile(path);
    if (type.startsWith("sk-")) return `${path} is kept in a security key`;
  }
  return undefined;
}

async function whyForHostKey(target: SshTarget, files: HostKeyFiles): Promise<string | undefined> {
  const { known, authorities } = await files.keysOf(knownHostsName(target), target.knownHosts);
  const authority = authorities[0];
  if (authority === undefined || known.length > 0) return undefined;
  return `${authority.file}:${authority.line} names a certificate authority for its host key`;
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
