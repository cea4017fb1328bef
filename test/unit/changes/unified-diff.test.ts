import { describe, expect, test } from "vitest";
import { diffOfBytes, unifiedDiff } from "../../../src/changes/unified-diff.ts";

function numbered(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");
}

describe("a unified diff", () => {
  test("is nothing for equal texts", () => {
    expect(unifiedDiff("a\n", "a\n")).toBeUndefined();
  });

  test("shows three lines around a change, without file headers", () => {
    const before = numbered(1, 20);
    expect(unifiedDiff(before, before.replace("line 10\n", "line ten\n"))).toBe(
      "@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+line ten\n line 11\n line 12\n line 13",
    );
  });

  test("names the line before an empty side", () => {
    expect(unifiedDiff("", "a\nb\n")).toBe("@@ -0,0 +1,2 @@\n+a\n+b");
    expect(unifiedDiff("a\n", "")).toBe("@@ -1 +0,0 @@\n-a");
  });

  test("says when the last line does not end", () => {
    expect(unifiedDiff("a", "a\n")).toBe("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a");
  });

  test("keeps carriage returns, so that a change of line ends is a change", () => {
    expect(unifiedDiff("a\r\nb\r\n", "a\r\nb\n")).toBe("@@ -1,2 +1,2 @@\n a\r\n-b\r\n+b");
  });

  test("gives one sentence for what is too different to read", () => {
    expect(unifiedDiff(numbered(1, 4000), numbered(5001, 9500))).toBe("too different to show: 4000 -> 4500 lines");
  });

  test("finds one changed line in a very long file", () => {
    const before = numbered(1, 200_000);
    expect(unifiedDiff(before, before.replace("line 100000\n", ""))).toContain("@@ -99997,7 +99997,6 @@");
  });
});

describe("a diff of bytes", () => {
  const bytes = (text: string) => Buffer.from(text, "latin1");

  test("shows a new file as added lines and a missing one as removed", () => {
    expect(diffOfBytes(undefined, bytes("a\n"))).toBe("@@ -0,0 +1 @@\n+a");
    expect(diffOfBytes(bytes("a\n"), undefined)).toBe("@@ -1 +0,0 @@\n-a");
  });

  test("has nothing to show for a new empty file", () => {
    expect(diffOfBytes(undefined, new Uint8Array())).toBeUndefined();
  });

  test("names the sizes of binary files", () => {
    expect(diffOfBytes(bytes("\0\x01"), bytes("\0\x02\x03"))).toBe("binary files differ (2 -> 3 bytes)");
  });

  test("reads the encoding that an XML declaration names", () => {
    const declared = `<?xml version='1.0' encoding='ISO-8859-15'?>\n`;
    expect(diffOfBytes(bytes(`${declared}<a p="5 \xa4"/>\n`), bytes(`${declared}<a p="6 \xa4"/>\n`))).toContain(
      `-<a p="5 €"/>\n+<a p="6 €"/>`,
    );
  });

  test("shows undeclared single-byte text as ISO-8859-1", () => {
    expect(diffOfBytes(bytes("gr\xfcn\n"), bytes("gr\xfcner\n"))).toContain("-grün\n+grüner");
  });

  test("tells a change of encoding alone", () => {
    expect(diffOfBytes(bytes("gr\xfcn\n"), Buffer.from("grün\n"))).toBe(
      "same text in another encoding (iso-8859-1 -> utf-8)",
    );
  });

  test("shows a byte order mark that comes or goes", () => {
    expect(diffOfBytes(Buffer.from("\uFEFFa\n"), Buffer.from("a\n"))).toBe("@@ -1 +1 @@\n-\uFEFFa\n+a");
  });
});
