const magic = Buffer.from("openssh-key-v1\0");

/** The public key that stands in the clear in an encrypted OpenSSH key file (PROTOCOL.key); `undefined` for other forms. */
export function publicPartOf(file: Buffer): Buffer | undefined {
  const armored = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(file.toString("latin1"))?.[1];
  if (armored === undefined) return undefined;
  const bytes = Buffer.from(armored, "base64");
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined;
  let at = magic.length;
  const next = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const end = at + 4 + bytes.readUInt32BE(at);
    const value = end <= bytes.length ? bytes.subarray(at + 4, end) : undefined;
    at = end;
    return value;
  };
  for (const _field of ["cipher", "key derivation", "its options"]) next();
  at += 4;
  return next();
}
