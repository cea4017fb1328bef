import { createHash, randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIP } from "node:net";
import { readSshfpAnswer, type SshfpAnswer, type SshfpRecord, sshfpQuestion } from "./dns-message.ts";
import { typeOfKey } from "./host-key-policy.ts";
import type { SshTarget } from "./ssh-target.ts";

/** What DNS says of a host's key. `none` when the name has no usable record, `failed` when nobody answers. */
export type DnsVerdict =
  | { readonly kind: "agrees" | "differs"; readonly signed: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "failed"; readonly why: string };

/** Who is asked, as `dns.getServers()` gives them, and for how many milliseconds each. */
export interface NameServers {
  readonly servers: readonly string[];
  readonly deadline: number;
}

/** Compares a host's key with the SSHFP records of its name (RFC 4255, SHA-256 only). Never throws. */
export async function compareWithDns(key: Buffer, target: SshTarget, from: NameServers): Promise<DnsVerdict> {
  const name = isIP(target.address) === 0 ? target.address : target.name;
  if (!/^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/.test(name)) return { kind: "none" };
  let why = "there is no name server";
  for (const server of from.servers) {
    try {
      return verdict(key, await ask(name, server, from.deadline));
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  return { kind: "failed", why };
}

function verdict(key: Buffer, { records, signed }: SshfpAnswer): DnsVerdict {
  const digest = createHash("sha256").update(key).digest();
  const algorithm = algorithmOf(typeOfKey(key));
  const usable = records.filter((record: SshfpRecord) => record.digestType === 2 && record.algorithm === algorithm);
  if (usable.length === 0) return { kind: "none" };
  return { kind: usable.some((record) => record.digest.equals(digest)) ? "agrees" : "differs", signed };
}

function algorithmOf(type: string): number {
  if (type === "ssh-rsa") return 1;
  return type.startsWith("ecdsa-") ? 3 : 4;
}

function ask(name: string, server: string, deadline: number): Promise<SshfpAnswer> {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(server) ?? [];
  const address = bracketed ?? plain ?? server;
  const question = sshfpQuestion(name, randomInt(0x1_0000));
  const socket = createSocket(isIP(address) === 6 ? "udp6" : "udp4");
  return new Promise<SshfpAnswer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the name server ${server} does not answer`)), deadline);
    socket.on("error", reject);
    socket.on("close", () => clearTimeout(timer));
    socket.on("message", (message) => {
      try {
        const answer = readSshfpAnswer(message, question);
        if (answer !== undefined) resolve(answer);
      } catch (error) {
        reject(error);
      }
    });
    socket.connect(Number(port ?? 53), address, () => socket.send(question));
  }).finally(() => socket.close());
}
