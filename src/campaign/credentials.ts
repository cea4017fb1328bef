import { problem } from "../problems/problem.ts";
import type { SecretText } from "../secrets/secret-text.ts";
import { checkCertificate } from "./certificate.ts";
import { type CredentialFields, type Fault, faultsOfFields } from "./credential-fields.ts";
import type { CredentialMode } from "./credential-mode.ts";
import { checkPrivateKey, type PrivateKeyCheck } from "./private-key.ts";

/** A file as the operator named it. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What an operator copied from the Developer Console. The key counts in mode "jwt" only. */
export interface GivenCredentials {
  readonly mode: CredentialMode;
  readonly fields: CredentialFields;
  readonly key?: NamedBytes | undefined;
  readonly certificate?: NamedBytes | undefined;
}

/** Credentials that can be handed to nlserver. */
export interface Credentials {
  readonly mode: CredentialMode;
  readonly fields: CredentialFields;
  /** The key file in base64, without line wraps; in mode "jwt" always there. */
  readonly key?: SecretText;
  /** Sentences about what will go wrong soon. */
  readonly warnings: readonly string[];
  /** When the certificate ends, in epoch milliseconds. */
  readonly expires?: number;
}

/** Checks all that can be checked without a host; throws one RB6003 that names everything wrong. `now` in epoch ms. */
export function checkCredentials({ mode, fields, key, certificate }: GivenCredentials, now: number): Credentials {
  const checked = mode === "jwt" ? checkKeyPair(key, certificate, now) : { faults: [], warnings: [] };
  const faults = [...faultsOfFields(fields), ...checked.faults];
  if (faults.length > 0) {
    const hints = new Set(faults.map(({ hint }) => hint));
    throw problem("RB6003", faults.map(({ message }) => message).join("; "), { hint: [...hints].join(" ") });
  }
  const { warnings, base64, expires } = checked;
  return { mode, fields, warnings, ...(base64 && { key: base64 }), ...(expires !== undefined && { expires }) };
}

interface CheckedPair {
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
  readonly base64?: SecretText;
  readonly expires?: number;
}

function checkKeyPair(key: NamedBytes | undefined, certificate: NamedBytes | undefined, now: number): CheckedPair {
  if (key === undefined) {
    const hint = "Give the private_key_file whose certificate stands in the project; builds from 9383 on need none.";
    return { faults: faultOf("a JWT credential needs its private key", hint), warnings: [] };
  }
  const checked = checkPrivateKey(key.bytes);
  const faults = checked.usable ? [] : faultOf(`the private key "${key.name}" ${checked.wrong}`, checked.hint);
  const pair = certificate ? checkedCertificate(certificate, checked, now) : { faults: [], warnings: [] };
  return { ...pair, faults: [...faults, ...pair.faults], ...(checked.usable && { base64: checked.base64 }) };
}

function checkedCertificate(certificate: NamedBytes, key: PrivateKeyCheck, now: number): CheckedPair {
  const { wrong, warning, expires } = checkCertificate(certificate.bytes, key.usable ? key.publicKey : undefined, now);
  const said = `the certificate "${certificate.name}"`;
  const hint =
    "The key must be the one whose certificate was uploaded to the project, and the certificate must be valid.";
  return {
    faults: wrong === undefined ? [] : faultOf(`${said} ${wrong}`, hint),
    warnings: warning === undefined ? [] : [`${said} ${warning}`],
    ...(expires !== undefined && { expires }),
  };
}

function faultOf(message: string, hint: string): readonly Fault[] {
  return [{ message, hint }];
}
