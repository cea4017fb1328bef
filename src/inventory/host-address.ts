/** A host as written in an inventory: its name (perhaps with ranges) and the port after it. */
export interface HostAddress {
  readonly name: string;
  readonly port: number | undefined;
}

const bracketed = /^\[([^[\]]+)\]:(\d{1,5})$/;
const withPort = /^([^:[\]]*(?:\[[^\]]*\][^:[\]]*)*):(\d{1,5})$/;

/** Splits `web1:2222` and `[::1]:2222`; a bare IPv6 address has no port. */
export function hostAddress(written: string): HostAddress {
  const found = (/:.*:/.test(bracketed.exec(written)?.[1] ?? "") && bracketed.exec(written)) || withPort.exec(written);
  if (!found) return { name: written, port: undefined };
  return { name: found[1] ?? written, port: Number(found[2]) };
}

/** True for names that are safe to show, to store and to hand to a connection: no leading "-", no control characters. */
export function isHostName(name: string): boolean {
  return /^[A-Za-z0-9_.:][A-Za-z0-9_.:-]*$/.test(name);
}
