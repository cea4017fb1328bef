import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { SecretText } from "../secrets/secret-text.ts";

/** A key file's verdict: usable, or what is wrong with it and how to go on. */
export type PrivateKeyCheck =
  | { readonly usable: true; readonly publicKey: KeyObject; readonly base64: SecretText }
  | { readonly usable: false; readonly wrong: string; readonly hint: string };

const again = "Use the file as the Developer Console or openssl wrote it; do not open, paste or convert it.";
const smallest = 2048;

/**
 * Checks the bytes of a private key for `-setimsjwtauth` and encodes them as they are, without line wraps. Adobe, KA-23014:
 * the file is encoded "as it is"; the base64 of clean PEM text never holds "/" (the option's separator) or "+".
 */
export function checkPrivateKey(bytes: Uint8Array): PrivateKeyCheck {
  const wrong = wrongBytes(bytes) ?? wrongText(Buffer.from(bytes).toString("latin1"));
  if (wrong) return { usable: false, ...wrong };
  const base64 = Buffer.from(bytes).toString("base64");
  if (!/^[A-Za-z0-9]+={0,2}$/.test(base64)) {
    return refused("holds characters that do not belong in a PEM file (its base64 has / or + in it)", again);
  }
  return checkKey(bytes, base64);
}

interface Wrong {
  readonly wrong: string;
  readonly hint: string;
}

function wrongBytes(bytes: Uint8Array): Wrong | undefined {
  const [first, second, third] = bytes;
  if (first === undefined) return { wrong: "is empty", hint: again };
  if (first === 0xef && second === 0xbb && third === 0xbf)
    return { wrong: "begins with a byte order mark", hint: again };
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { wrong: "is UTF-16 text", hint: again };
  }
  if (first === 0x30 && second !== undefined && second >= 0x80) {
    return {
      wrong: "is binary (DER), not PEM text",
      hint: "Convert it: openssl pkey -inform DER -in key.der -out key.pem",
    };
  }
  if (bytes.includes(0)) return { wrong: "holds NUL bytes, so it is not PEM text", hint: again };
  return bytes.includes(0x0d) ? { wrong: "has Windows line ends (CR LF)", hint: again } : undefined;
}

function wrongText(text: string): Wrong | undefined {
  const lines = text.replace(/\n$/, "").split("\n");
  const first = lines[0] ?? "";
  if (first.startsWith("PuTTY-User-Key-File")) {
    return {
      wrong: "is in PuTTY's format, which Campaign cannot read",
      hint: "Make the pair with openssl, not with PuTTYgen.",
    };
  }
  if (/^-----BEGIN (OPENSSH|EC|DSA|ENCRYPTED) PRIVATE KEY-----$/.test(first)) {
    return { wrong: `begins with "${first}"; it must be an RSA key in PEM form without a passphrase`, hint: again };
  }
  const label = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----$/.exec(first)?.[1];
  if (label === undefined) {
    const other = /^-----BEGIN ([A-Z ]+)-----$/.exec(first)?.[1];
    const what = other
      ? `is a ${other.toLowerCase()}, not a private key`
      : 'does not begin with "-----BEGIN PRIVATE KEY-----"';
    return { wrong: what, hint: again };
  }
  if (lines.at(-1) !== `-----END ${label}-----`) {
    return { wrong: `does not end with "-----END ${label}-----" and at most one line end`, hint: again };
  }
  const extra = lines.slice(1, -1).findIndex((line) => line.trim() === "");
  return extra === -1 ? undefined : { wrong: `has an empty line (line ${extra + 2})`, hint: again };
}

function checkKey(bytes: Uint8Array, base64: string): PrivateKeyCheck {
  const key = parsed(bytes);
  if (key === undefined) return refused("is damaged: it cannot be parsed as a private key", again);
  if (key.asymmetricKeyType !== "rsa") {
    const type = (key.asymmetricKeyType ?? "other").toUpperCase();
    return refused(
      `is an ${type} key; Adobe I/O takes RSA`,
      "Make one: openssl req -x509 -sha256 -nodes -newkey rsa:2048 ...",
    );
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < smallest)
    return refused(`is an RSA key of ${bits} bits; at least ${smallest} are needed`, "Make a longer one.");
  return { usable: true, publicKey: createPublicKey(key), base64: new SecretText("private_key", base64) };
}

function parsed(bytes: Uint8Array): KeyObject | undefined {
  try {
    return createPrivateKey(Buffer.from(bytes));
  } catch {
    return undefined;
  }
}

function refused(wrong: string, hint: string): PrivateKeyCheck {
  return { usable: false, wrong, hint };
}
