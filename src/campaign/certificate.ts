import { type KeyObject, X509Certificate } from "node:crypto";

/** A certificate against its key and the clock: what must be repaired, what should be known, and when it ends. */
export interface CertificateCheck {
  readonly wrong?: string;
  readonly warning?: string;
  /** Epoch milliseconds. */
  readonly expires?: number;
}

const day = 86_400_000;

/** Adobe writes to administrators 30 and 3 days before a certificate expires; so do we. `now` in epoch milliseconds. */
export function checkCertificate(bytes: Uint8Array, publicKey: KeyObject | undefined, now: number): CertificateCheck {
  const certificate = parsed(bytes);
  if (certificate === undefined) return { wrong: "is not a certificate (X.509, PEM or DER)" };
  if (publicKey !== undefined && !certificate.publicKey.equals(publicKey)) {
    return { wrong: "belongs to another key: its public key is not the private key's" };
  }
  const expires = Date.parse(certificate.validTo);
  const date = dateOf(expires);
  if (expires <= now) return { wrong: `expired on ${date}`, expires };
  const begins = Date.parse(certificate.validFrom);
  if (begins > now) return { warning: `is valid only from ${dateOf(begins)}`, expires };
  const days = Math.floor((expires - now) / day);
  if (days < 3) return { warning: `expires on ${date}, within 3 days: replace the pair now`, expires };
  if (days < 30) return { warning: `expires on ${date}, in ${days} days`, expires };
  return { expires };
}

/** `2026-03-01` of an instant, in UTC. */
export function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function parsed(bytes: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}
