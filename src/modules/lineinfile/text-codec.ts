import type { FileSnapshot } from "../../changes/file-state.ts";
import { decodeBytes, type Encoding, encodeText } from "../../formats/encoding.ts";
import { problem } from "../../problems/problem.ts";

/** A file as text, and the way back to bytes. */
export interface DecodedFile {
  readonly text: string;
  encode(text: string): Uint8Array;
}

/**
 * A file as text, whatever its bytes: UTF-8, else one character a byte, where only ASCII may be searched for and written
 * (`given` holds what the task says). RB5105 for UTF-16, and for a task that cannot be said in the file's encoding.
 */
export function decodeFile(before: FileSnapshot | undefined, given: readonly (string | undefined)[]): DecodedFile {
  const bytes = before?.content ?? new Uint8Array();
  const name = before?.path ?? "";
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw problem("RB5105", `${name} is UTF-16, whose lines cannot be edited`);
  }
  const utf8 = decodeBytes(bytes, "utf-8");
  if (utf8 === undefined && given.some((text) => text !== undefined && /[^\0-\x7F]/.test(text))) {
    throw problem("RB5105", `${name} is not UTF-8, and the task has characters that are not ASCII`, {
      hint: "It is not clear which bytes they should become. Use the xml module for XML, or convert the file first.",
    });
  }
  const encoding: Encoding = utf8 === undefined ? "iso-8859-1" : "utf-8";
  const text = utf8 ?? decodeBytes(bytes, encoding) ?? "";
  return { text, encode: (edited) => encodeText(edited, encoding) };
}
