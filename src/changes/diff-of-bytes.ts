import { unifiedDiff } from "./unified-diff.ts";

/**
 * What differs between a file's bytes, for people; `undefined` stands for no file. Text in UTF-8, or in the single-byte
 * encoding its XML declaration names (ISO-8859-1 where it names none), is compared as `unifiedDiff` does; anything else is
 * one sentence with both sizes. `undefined` when there is nothing to show.
 */
export function diffOfBytes(before: Uint8Array | undefined, after: Uint8Array | undefined): string | undefined {
  const [old, young] = [before ?? new Uint8Array(), after ?? new Uint8Array()];
  if (Buffer.compare(old, young) === 0) return undefined;
  if (old.includes(0) || young.includes(0)) return `binary files differ (${old.length} -> ${young.length} bytes)`;
  const [oldText, youngText] = [decoded(old), decoded(young)];
  if (oldText.text !== youngText.text) return unifiedDiff(oldText.text, youngText.text);
  return `same text in another encoding (${oldText.encoding} -> ${youngText.encoding})`;
}

interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

function decoded(bytes: Uint8Array): Decoded {
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
