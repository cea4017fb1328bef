/** Text of a file, and the encoding that gave it. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

/**
 * Bytes as text: UTF-8 (a byte order mark stays), else the single-byte encoding that an XML declaration names, else
 * ISO-8859-1. Within one encoding, other bytes are other text.
 */
export function decodedText(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), encoding: "utf-8" };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  const latin = Buffer.from(bytes).toString("latin1");
  const encoding = declaredEncoding(latin);
  return encoding === undefined
    ? { text: latin, encoding: "iso-8859-1" }
    : { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** An encoding of the ISO 8859 family that keeps every byte apart from every other. */
function declaredEncoding(start: string): string | undefined {
  const declared = /^<\?xml\s[^>]{0,100}encoding\s{0,9}=\s{0,9}["'](iso-8859-\d{1,2})["']/i.exec(start)?.[1];
  return declared !== undefined && /^iso-8859-(?:2|4|5|9|10|13|14|15|16)$/i.test(declared)
    ? declared.toLowerCase()
    : undefined;
}
