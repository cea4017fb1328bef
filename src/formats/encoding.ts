import { problem } from "../problems/problem.ts";

/** The encodings that a host's file can be read and written in. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "iso-8859-1" | "iso-8859-15" | "windows-1252" | "us-ascii";

const names: Readonly<Record<string, Encoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  "iso-8859-1": "iso-8859-1",
  latin1: "iso-8859-1",
  "iso-8859-15": "iso-8859-15",
  "latin-9": "iso-8859-15",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
  "us-ascii": "us-ascii",
  ascii: "us-ascii",
};

/** Characters that stand where ISO-8859-1 has others. (Node 20's own decoder takes windows-1252 for ISO-8859-1.) */
const unlikeLatin1 = {
  "iso-8859-1": new Map<string, string>(),
  "iso-8859-15": pairs("\xA4€\xA6Š\xA8š\xB4Ž\xB8ž\xBCŒ\xBDœ\xBEŸ"),
  "windows-1252": pairs(
    "\x80€\x82‚\x83ƒ\x84„\x85…\x86†\x87‡\x88ˆ\x89‰\x8AŠ\x8B‹\x8CŒ\x8EŽ\x91‘\x92’\x93“\x94”\x95•\x96–\x97—\x98˜\x99™\x9Aš\x9B›\x9Cœ\x9Ež\x9FŸ",
  ),
} as const;

/** The encoding that a label such as "ISO-8859-15" names, in any case; `undefined` for one we cannot write. */
export function encodingNamed(label: string): Encoding | undefined {
  const name = label.toLowerCase();
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** The text that bytes stand for, a byte-order mark kept as U+FEFF; `undefined` when they are not in this encoding. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding): string | undefined {
  switch (encoding) {
    case "utf-8":
    case "utf-16le":
    case "utf-16be":
      return decodeUnicode(bytes, encoding);
    case "us-ascii":
      return bytes.some((byte) => byte > 0x7f) ? undefined : Buffer.from(bytes).toString("latin1");
    case "iso-8859-1":
    case "iso-8859-15":
    case "windows-1252": {
      const unlike = unlikeLatin1[encoding];
      return Buffer.from(bytes)
        .toString("latin1")
        .replace(/[\x80-\xBF]/g, (character) => unlike.get(character) ?? character);
    }
  }
}

/** The bytes of a text: the exact inverse of `decodeBytes`. RB5105 for a character that the encoding does not have. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case "utf-8":
      return new TextEncoder().encode(text);
    case "utf-16le":
      return new Uint8Array(Buffer.from(text, "utf16le"));
    case "utf-16be":
      return new Uint8Array(Buffer.from(text, "utf16le").swap16());
    default:
      return encodeSingleBytes(text, encoding);
  }
}

function decodeUnicode(bytes: Uint8Array, encoding: "utf-8" | "utf-16le" | "utf-16be"): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function encodeSingleBytes(text: string, encoding: Encoding): Uint8Array {
  const codes = byteOfCharacter(encoding);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const byte = codes.get(text.charAt(index));
    if (byte === undefined) {
      const code = (text.codePointAt(index) ?? 0).toString(16).toUpperCase().padStart(4, "0");
      throw problem("RB5105", `the character U+${code} does not exist in the file's encoding, ${encoding}`, {
        hint: "Use a value without it, or convert the file to UTF-8 first.",
      });
    }
    bytes[index] = byte;
  }
  return bytes;
}

function byteOfCharacter(encoding: Encoding): ReadonlyMap<string, number> {
  const range = Uint8Array.from({ length: encoding === "us-ascii" ? 0x80 : 0x100 }, (_, byte) => byte);
  return new Map([...(decodeBytes(range, encoding) ?? "")].map((character, byte) => [character, byte]));
}

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/(.)(.)/gs)].map(([, one = "", other = ""]) => [one, other]));
}
