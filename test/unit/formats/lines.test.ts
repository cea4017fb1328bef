import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinLines, type LineWanted, splitLines, withLine, withoutLines } from "../../../src/formats/lines.ts";

const end = { kind: "end" } as const;
const starting = (begin: string) => (text: string) => text.startsWith(begin);

function lineIn(text: string, wanted: Partial<LineWanted> = {}): string {
  return withLine(text, { line: "new", place: end, ...wanted }).text;
}

describe("lines", () => {
  it("joined again are the same text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "\r", "\n", "\r\n", "é") }), (text) => {
        expect(joinLines(splitLines(text))).toBe(text);
      }),
    );
  });

  it("that are there already are left alone", () => {
    expect(withLine("a\nnew\n", { line: "new", place: end })).toEqual({ text: "a\nnew\n" });
  });

  it.each([
    ["", "new\n"],
    ["a\n", "a\nnew\n"],
    ["a", "a\nnew"],
    ["a\r\nb", "a\r\nb\r\nnew"],
    ["a\r\nb\r\n", "a\r\nb\r\nnew\r\n"],
    ["\n", "\nnew\n"],
  ])("are added to %j with the line ends that are usual there", (text, expected) => {
    expect(lineIn(text)).toBe(expected);
  });

  it("are added where they belong", () => {
    const text = "a1\nb1\na2\nb2\n";
    expect(lineIn(text, { place: { kind: "start" } })).toBe(`new\n${text}`);
    expect(lineIn(text, { place: { kind: "after", matches: starting("a") } })).toBe("a1\nb1\na2\nnew\nb2\n");
    expect(lineIn(text, { place: { kind: "before", matches: starting("b") } })).toBe("a1\nb1\na2\nnew\nb2\n");
    expect(lineIn(text, { place: { kind: "after", matches: starting("a") }, firstMatch: true })).toBe(
      "a1\nnew\nb1\na2\nb2\n",
    );
    expect(lineIn(text, { place: { kind: "after", matches: starting("c") } })).toBe(`${text}new\n`);
    expect(lineIn("a\r\nb", { place: { kind: "start" } })).toBe("new\r\na\r\nb");
  });

  it("are replaced with their own line end kept", () => {
    const replacement = (text: string) => (text.startsWith("b") ? "new" : undefined);
    expect(lineIn("b1\r\nb2\r\nc", { replacement })).toBe("b1\r\nnew\r\nc");
    expect(lineIn("b1\r\nb2\r\nc", { replacement, firstMatch: true })).toBe("new\r\nb2\r\nc");
    expect(lineIn("a\nb", { replacement })).toBe("a\nnew");
    expect(lineIn("a\n", { replacement, onlyReplace: true })).toBe("a\n");
  });

  it("are removed with their line ends", () => {
    expect(withoutLines("a1\r\nb\r\na2", starting("a"))).toEqual({ text: "b\r\n", removed: 2 });
  });
});
