import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type CredentialFields, faultsOfFields } from "../../../src/campaign/credential-fields.ts";
import { checkCredentials, type GivenCredentials } from "../../../src/campaign/credentials.ts";
import { checkPrivateKey } from "../../../src/campaign/private-key.ts";
import { SecretText } from "../../../src/secrets/secret-text.ts";
import { rsaPair, selfSigned } from "../../support/self-signed.ts";

const now = Date.parse("2026-06-01T00:00:00Z");
const day = 86_400_000;
const pair = rsaPair();
const fields: CredentialFields = {
  organization: "0123456789ABCDEF01234567@AdobeOrg",
  clientId: "0123456789abcdef0123456789abcdef",
  technicalAccountId: "0123456789ABCDEF01234567@techacct.adobe.com",
  clientSecret: new SecretText("client_secret", "p8e-0123456789"),
};

function wrongWith(key: string | Uint8Array): string {
  const checked = checkPrivateKey(typeof key === "string" ? Buffer.from(key) : key);
  return checked.usable ? "nothing" : checked.wrong;
}

describe("private keys", () => {
  test("a PKCS#8 file is encoded as it is, without line wraps", () => {
    const checked = checkPrivateKey(Buffer.from(pair.pem));
    expect(checked.usable && Buffer.from(checked.base64.reveal(), "base64").toString()).toBe(pair.pem);
    expect(checked.usable && checked.base64.reveal()).toMatch(/^[A-Za-z0-9]+={0,2}$/);
  });

  test("so are a PKCS#1 file and one without its last line end", () => {
    expect(wrongWith(String(pair.privateKey.export({ type: "pkcs1", format: "pem" })))).toBe("nothing");
    expect(wrongWith(pair.pem.trimEnd())).toBe("nothing");
  });

  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const encrypted = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" } as const;
  const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ["an empty file", "", /is empty/],
    ["a byte order mark", `\uFEFF${pair.pem}`, /byte order mark/],
    ["UTF-16, little end first", Buffer.from(`\uFEFF${pair.pem}`, "utf16le"), /UTF-16/],
    ["UTF-16, big end first", Buffer.from(`\uFEFF${pair.pem}`, "utf16le").swap16(), /UTF-16/],
    ["UTF-16 without a mark", Buffer.from(pair.pem, "utf16le"), /NUL/],
    ["DER", pair.privateKey.export({ type: "pkcs8", format: "der" }), /DER/],
    ["Windows line ends", pair.pem.replaceAll("\n", "\r\n"), /Windows line ends/],
    ["PuTTY's format", "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n", /PuTTY/],
    ["OpenSSH's format", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", /OPENSSH/],
    ["a passphrase", String(pair.privateKey.export(encrypted)), /without a passphrase/],
    ["an elliptic curve in SEC1", String(ec.export({ type: "sec1", format: "pem" })), /RSA/],
    ["an elliptic curve in PKCS#8", String(ec.export({ type: "pkcs8", format: "pem" })), /EC key/],
    ["1024 bits", rsaPair(1024).pem, /1024 bits/],
    ["a public key", String(pair.publicKey.export({ type: "spki", format: "pem" })), /public key, not a private key/],
    ["a certificate", selfSigned(pair, now, now + day), /certificate, not a private key/],
    ["text before the key", `Key: ${pair.pem}`, /does not begin/],
    ["an empty first line", `\n${pair.pem}`, /does not begin/],
    ["empty lines at the end", `${pair.pem}\n`, /does not end/],
    ["text after the key", `${pair.pem}x`, /does not end/],
    ["an empty line within", pair.pem.replace("\n", "\n\n"), /empty line \(line 2\)/],
    ["one line", pair.pem.replaceAll("\n", ""), /does not begin/],
    ["a lost line", pair.pem.split("\n").toSpliced(3, 1).join("\n"), /damaged/],
    ["curly quotes", pair.pem.replace("\nM", "\n“M"), /damaged|characters/],
  ];
  test.each(files)("refused: %s", (_name, file, wrong) => expect(wrongWith(file)).toMatch(wrong));
});

describe("fields", () => {
  test("those of the Developer Console have no fault", () => expect(faultsOfFields(fields)).toEqual([]));

  const slips: readonly (readonly [Partial<CredentialFields>, RegExp])[] = [
    [{ organization: "" }, /Organization id is empty/],
    [{ organization: "0123456789ABCDEF01234567" }, /24 hexadecimal digits and @AdobeOrg/],
    [{ organization: "0123456789ABCDEF0123456Z@AdobeOrg" }, /24 hexadecimal digits/],
    [{ organization: fields.technicalAccountId }, /Organization id is a technical account id/],
    [{ clientId: "" }, /client id is empty/],
    [{ clientId: "abc/def" }, /client id holds a "\/"/],
    [{ clientId: "abc " }, /client id holds white space/],
    [{ clientId: fields.organization }, /client id is an Organization id/],
    [{ technicalAccountId: "someone@example.com" }, /must end in @techacct.adobe.com/],
    [{ technicalAccountId: fields.organization }, /technical account id is an Organization id/],
    [{ clientSecret: "p8e-s/cret" }, /client secret holds a "\/"/],
    [{ clientSecret: "p8e-secret\n" }, /client secret holds white space/],
    [{ clientSecret: "p8e‑secret" }, /client secret holds characters that are not printable ASCII/],
    [{ clientSecret: "" }, /client secret is empty/],
  ];
  test.each(slips)("%j", (slip, message) => {
    const faults = faultsOfFields({ ...fields, ...slip });
    expect(faults.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
    expect(JSON.stringify(faults)).not.toContain("p8e");
  });
});

describe("credentials as a whole", () => {
  const key = { name: "private.key", bytes: Buffer.from(pair.pem) };
  const check = (given: Partial<GivenCredentials>) => checkCredentials({ mode: "jwt", fields, key, ...given }, now);
  const certificate = (from: number, until: number, of = pair) => ({
    certificate: { name: "public.crt", bytes: Buffer.from(selfSigned(of, from, until)) },
  });

  test("OAuth needs no key and does not look at one", () => {
    const checked = check({ mode: "oauth", key: { name: "x", bytes: new Uint8Array() } });
    expect(checked).toEqual({ mode: "oauth", fields, warnings: [] });
  });

  test("JWT needs a key", () => expect(() => check({ key: undefined })).toThrow(/needs its private key/));

  test("a certificate of the key, valid for long, is nothing to speak of", () => {
    const checked = check(certificate(now - day, now + 200 * day));
    expect(checked.warnings).toEqual([]);
    expect(checked.expires).toBe(now + 200 * day);
  });

  test("30 and 3 days before the end there is a warning", () => {
    expect(check(certificate(now - day, now + 29 * day + 1000)).warnings).toEqual([
      'the certificate "public.crt" expires on 2026-06-30, in 29 days',
    ]);
    expect(check(certificate(now - day, now + 2 * day)).warnings[0]).toMatch(/within 3 days/);
    expect(check(certificate(now - day, now + 31 * day)).warnings).toEqual([]);
  });

  test("a certificate that is not valid yet is a warning too", () => {
    expect(check(certificate(now + day, now + 200 * day)).warnings[0]).toMatch(/only from 2026-06-02/);
  });

  test("an ended certificate, another key's, and none at all are refused", () => {
    expect(() => check(certificate(now - 9 * day, now - day))).toThrow(/expired on 2026-05-31/);
    expect(() => check(certificate(now - day, now + 200 * day, rsaPair()))).toThrow(/belongs to another key/);
    expect(() => check({ certificate: { name: "c", bytes: Buffer.from("x") } })).toThrow(/is not a certificate/);
  });

  test("all that is wrong is said at once", () => {
    const given = {
      fields: { ...fields, clientId: "a/b", clientSecret: "" },
      key: { name: "k", bytes: new Uint8Array() },
    };
    expect(() => check(given)).toThrow(
      /client id holds a "\/".*; the client secret is empty; the private key "k" is empty$/,
    );
  });
});
