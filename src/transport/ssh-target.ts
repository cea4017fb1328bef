import type { Target } from "./connection.ts";

/** A target that is reached over ssh. */
export type SshTarget = Extract<Target, { kind: "ssh" }>;

/** `name (address:port)`, for messages; only the port where name and address are the same. */
export function placeOf({ name, address, port }: SshTarget): string {
  const shown = address.includes(":") ? `[${address}]` : address;
  return name === address ? `${shown}:${port}` : `${name} (${shown}:${port})`;
}

/** What a host is called in known_hosts: `host`, or `[host]:port` for another port than 22 (sshd(8)). */
export function knownHostsName({ address, port, hostKeyAlias }: SshTarget): string {
  const host = (hostKeyAlias ?? address).toLowerCase();
  return hostKeyAlias !== undefined || port === 22 ? host : `[${host}]:${port}`;
}
