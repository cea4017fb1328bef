import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A real RSA pair, as `openssl req -newkey` writes it (PKCS#8 PEM). */
export function rsaPair(bits = 2048): {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly pem: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return { publicKey, privateKey, pem: String(privateKey.export({ type: "pkcs8", format: "pem" })) };
}

/** A self-signed certificate (PEM) of a pair, valid between two instants (epoch milliseconds). RFC 5280 4.1. */
export function selfSigned(pair: { publicKey: KeyObject; privateKey: KeyObject }, from: number, until: number): string {
  const algorithm = der(0x30, der(0x06, Buffer.from("2a864886f70d01010b", "hex")), der(0x05));
  const commonName = der(0x30, der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from("practice")));
  const name = der(0x30, der(0x31, commonName));
  const validity = der(0x30, generalizedTime(from), generalizedTime(until));
  const key = pair.publicKey.export({ type: "spki", format: "der" });
  const serial = der(0x02, Buffer.from([1]));
  const body = der(0x30, serial, algorithm, name, validity, name, key);
  const signature = der(0x03, Buffer.from([0]), sign("sha256", body, pair.privateKey));
  const base64 = der(0x30, body, algorithm, signature).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  return `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
}

function generalizedTime(time: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(time).toISOString().replace(/[-:T]|\.\d+/g, "")}`));
}

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}
