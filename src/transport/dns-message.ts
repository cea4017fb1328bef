/** One SSHFP record (RFC 4255): which kind of key, and the digest of it. */
export interface SshfpRecord {
  /** 1 RSA, 3 ECDSA, 4 Ed25519. */
  readonly algorithm: number;
  /** 1 SHA-1, 2 SHA-256. */
  readonly digestType: number;
  readonly digest: Buffer;
}

/** What a DNS server says of a name's SSHFP records. */
export interface SshfpAnswer {
  readonly records: readonly SshfpRecord[];
  /** The server says that it has verified the signatures (DNSSEC). */
  readonly signed: boolean;
}

const sshfp = 44;
const internet = 1;

/** A question for SSHFP records (RFC 1035), with the wish to hear of signatures (RFC 6840 5.7). */
export function sshfpQuestion(name: string, id: number): Buffer {
  const labels = name.replace(/\.$/, "").split(".");
  const encoded = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, "latin1")]));
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x0120, 2);
  header.writeUInt16BE(1, 4);
  return Buffer.concat([header, ...encoded, Buffer.from([0, 0, sshfp, 0, internet])]);
}

/**
 * Reads the answer to a question; `undefined` for a message that is not it. Throws a RangeError for one that is cut short, and
 * an Error with the server's complaint.
 */
export function readSshfpAnswer(message: Buffer, question: Buffer): SshfpAnswer | undefined {
  const asked = question.subarray(12);
  const flags = message.readUInt16BE(2);
  if (message.readUInt16BE(0) !== question.readUInt16BE(0) || (flags & 0x8000) === 0) return undefined;
  if (!sameQuestion(message.subarray(12, 12 + asked.length), asked)) return undefined;
  const complaint = flags & 0x000f;
  if (complaint !== 0 && complaint !== 3) throw new Error(`the name server answers with error ${complaint}`);
  if ((flags & 0x0200) !== 0) throw new Error("the name server's answer does not fit into one packet");
  const records: SshfpRecord[] = [];
  let at = 12 + asked.length;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    at = afterName(message, at);
    const type = message.readUInt16BE(at);
    const length = message.readUInt16BE(at + 8);
    const data = message.subarray(at + 10, at + 10 + length);
    at += 10 + length;
    if (type !== sshfp) continue;
    records.push({
      algorithm: data.readUInt8(0),
      digestType: data.readUInt8(1),
      digest: Buffer.from(data.subarray(2)),
    });
  }
  return { records, signed: (flags & 0x0020) !== 0 };
}

function sameQuestion(one: Buffer, other: Buffer): boolean {
  return one.toString("latin1").toLowerCase() === other.toString("latin1").toLowerCase();
}

/** Names end with a zero label, or with a pointer, which is not followed. */
function afterName(message: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const length = message.readUInt8(at);
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
    if (length === 0) return at;
  }
}
