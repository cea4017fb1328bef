import { problem } from "../problems/problem.ts";
import { decodeBytes, type Encoding, encodeText, encodingNamed } from "./encoding.ts";

/** A document as text (a byte-order mark stays, as U+FEFF), and how to get its bytes back. */
export interface DecodedXml {
  readonly text: string;
  readonly encoding: Encoding;
}

const declaration = /^<\?xml\s+version\s*=\s*(?:"[^"]*"|'[^']*')\s+encoding\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/**
 * Reads a document in the encoding of its byte-order mark or XML declaration, UTF-8 where neither says (XML 1.0
 * appendix F). Bytes that would not come back the same are refused, so an edit cannot alter what it does not touch.
 * RB5105.
 */
export function decodeXml(bytes: Uint8Array, name: string): DecodedXml {
  const marked = encodingOfFirstBytes(bytes);
  const declared = declaredEncoding(bytes, marked);
  const encoding = agreedEncoding(marked, declared, name);
  const text = decodeBytes(bytes, encoding);
  if (text === undefined) throw notInEncoding(bytes, { encoding, declared, name });
  if (!Buffer.from(encodeText(text, encoding)).equals(bytes)) {
    throw problem("RB5105", `${name} would not keep its bytes when read and written as ${encoding}`);
  }
  return { text, encoding };
}

function encodingOfFirstBytes(bytes: Uint8Array): Encoding | undefined {
  const first = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  if (first.startsWith("efbbbf")) return "utf-8";
  if (first.startsWith("fffe") || first === "3c003f00") return "utf-16le";
  if (first.startsWith("feff") || first === "003c003f") return "utf-16be";
  return undefined;
}

function declaredEncoding(bytes: Uint8Array, marked: Encoding | undefined): string | undefined {
  const head = bytes.subarray(0, 400);
  const text = marked?.startsWith("utf-16") ? decodeBytes(head, marked) : Buffer.from(head).toString("latin1");
  const found = declaration.exec((text ?? "").replace(/^(?:\uFEFF|\u00EF\u00BB\u00BF)/, ""));
  return found?.[1] ?? found?.[2];
}

function agreedEncoding(marked: Encoding | undefined, declared: string | undefined, name: string): Encoding {
  if (declared === undefined) return marked ?? "utf-8";
  const wide = declared.toLowerCase() === "utf-16";
  const encoding = wide ? marked : encodingNamed(declared);
  if (encoding === undefined && !wide) {
    throw problem("RB5105", `${name} declares the encoding "${declared}", which cannot be edited safely`, {
      hint: "Known are UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 and US-ASCII.",
    });
  }
  const unmarkedWide = marked === undefined && (wide || encoding?.startsWith("utf-16"));
  if (encoding === undefined || unmarkedWide || (marked !== undefined && marked !== encoding)) {
    throw problem(
      "RB5105",
      `${name} declares the encoding "${declared}", but its first bytes say ${marked ?? "otherwise"}`,
    );
  }
  return encoding;
}

interface Mismatch {
  readonly encoding: Encoding;
  readonly declared: string | undefined;
  readonly name: string;
}

function notInEncoding(bytes: Uint8Array, { encoding, declared, name }: Mismatch): Error {
  const lossy = Buffer.from(new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes));
  const bad = encoding === "utf-8" ? bytes.findIndex((byte, index) => byte !== lossy[index]) : -1;
  const line = bytes.subarray(0, Math.max(bad, 0)).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
  const place = bad < 0 ? "" : ` (byte ${bad + 1}, in line ${line})`;
  const why = declared === undefined ? "it declares no encoding, so it must be" : "it declares";
  return problem("RB5105", `${name} holds bytes that are not ${encoding}${place}, yet ${why} ${encoding}`, {
    hint:
      declared === undefined
        ? "If it is ISO-8859-15, say so in its first line: <?xml version='1.0' encoding='iso-8859-15'?>."
        : "Repair the bytes, or declare the encoding that the file really has.",
  });
}
