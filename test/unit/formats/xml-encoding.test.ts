import { describe, expect, it } from "vitest";
import { editXml } from "../../../src/formats/xml-edit.ts";
import { parseXml } from "../../../src/formats/xml-parse.ts";
import { parseXmlPath } from "../../../src/formats/xml-path-parse.ts";

function setLabel(bytes: Uint8Array, value: string): Buffer {
  return Buffer.from(editXml(bytes, "/c.xml", { kind: "set", path: parseXmlPath("/a/@label"), value }));
}

/** The document in an encoding that Buffer knows; `euro` is its euro sign. */
function document(encoding: "latin1" | "utf8" | "utf16le", { declared = "", mark = "", euro = "" } = {}): Buffer {
  const prolog = `${mark}<?xml version='1.0'${declared && ` encoding='${declared}'`}?>\r\n`;
  return Buffer.from(`${prolog}<a label='1' note='é${euro}'/>\r\n`, encoding);
}

describe("a document's encoding", () => {
  const utf16be = document("utf16le", { mark: "\uFEFF", declared: "UTF-16" }).swap16();

  it.each([
    ["UTF-8 by default", document("utf8", { euro: "€" }), "€", Buffer.from("€")],
    ["UTF-8 with a byte-order mark", document("utf8", { mark: "\uFEFF", declared: "UTF-8" }), "€", Buffer.from("€")],
    ["ISO-8859-15 in single quotes", document("latin1", { declared: "iso-8859-15" }), "€", Buffer.of(0xa4)],
    ["ISO-8859-1", document("latin1", { declared: "ISO-8859-1" }), "¤", Buffer.of(0xa4)],
    ["windows-1252", document("latin1", { declared: "windows-1252", euro: "\x80" }), "€", Buffer.of(0x80)],
    [
      "UTF-16 little endian",
      document("utf16le", { mark: "\uFEFF", declared: "utf-16" }),
      "€",
      Buffer.from("€", "utf16le"),
    ],
    ["UTF-16 big endian", utf16be, "€", Buffer.from("€", "utf16le").swap16()],
    ["UTF-16LE without a mark", document("utf16le", { declared: "UTF-16LE" }), "€", Buffer.from("€", "utf16le")],
  ])("%s is kept, byte for byte", (_, bytes, value, written) => {
    const one = bytes.includes(Buffer.from("1'\0", "latin1")) || bytes.includes("'\0", 0, "latin1") ? 2 : 1;
    const at = bytes.lastIndexOf("label", undefined, one === 1 ? "latin1" : "utf16le");
    const start = (at < 0 ? bytes.lastIndexOf(Buffer.from("label", "utf16le").swap16()) : at) + "label='".length * one;
    const expected = Buffer.concat([bytes.subarray(0, start), written, bytes.subarray(start + one)]);
    expect(setLabel(bytes, value).toString("hex")).toBe(expected.toString("hex"));
  });

  it.each([
    [
      "bytes that are not UTF-8",
      document("latin1"),
      "/c.xml holds bytes that are not utf-8 (byte 43, in line 2), yet it declares no encoding",
    ],
    [
      "an encoding nobody knows",
      document("utf8", { declared: "EBCDIC-CP-US" }),
      '/c.xml declares the encoding "EBCDIC-CP-US"',
    ],
    [
      "a name of JavaScript",
      document("utf8", { declared: "constructor" }),
      '/c.xml declares the encoding "constructor"',
    ],
    ["ASCII that is none", document("latin1", { declared: "us-ascii" }), "/c.xml holds bytes that are not us-ascii"],
    [
      "a mark that contradicts",
      document("utf8", { mark: "\uFEFF", declared: "iso-8859-1" }),
      "its first bytes say utf-8",
    ],
    ["UTF-16 that is none", document("utf8", { declared: "utf-16" }), "its first bytes say otherwise"],
  ])("%s is refused", (_, bytes, message) => {
    expect(() => parseXml(bytes, "/c.xml")).toThrow(message);
  });

  it("refuses values that it cannot write", () => {
    expect(() => setLabel(document("latin1", { declared: "iso-8859-1" }), "€")).toThrow(
      "the character U+20AC does not exist in the file's encoding, iso-8859-1",
    );
  });
});
