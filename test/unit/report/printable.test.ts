import { describe, expect, test } from "vitest";
import { printable, printableLine } from "../../../src/report/printable.ts";

describe("text of others on a terminal", () => {
  test.each([
    ["a colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"],
    ["a window title", "\x1b]0;owned\x07", "␛]0;owned␇"],
    ["an overwritten line", "ok\rfailed", "ok␍failed"],
    ["an eight-bit control sequence", "\x9b2J", "<U+009B>2J"],
    ["DEL", "a\x7f", "a␡"],
    ["NUL", "a\0b", "a␀b"],
    ["a reversed name", "exe.\u202Egpj", "exe.<U+202E>gpj"],
    ["a zero-width space", "root\u200B", "root<U+200B>"],
    ["a byte order mark", "\uFEFFhost", "<U+FEFF>host"],
    ["a tag character", "a\u{E0041}", "a<U+E0041>"],
    ["half a character", "a\uD800b", "a\uFFFDb"],
  ])("%s is shown, not obeyed", (_, given, shown) => {
    expect(printable(given)).toBe(shown);
  });

  test("ordinary text of any language, tabs and line feeds stay as they are", () => {
    const text = "naïve\tÜbergröße\n日本語 עברית 😀 ⚠️\n";
    expect(printable(text)).toBe(text);
  });

  test("a name takes one line", () => {
    expect(printableLine("web1\nweb2\tx")).toBe("web1␊web2 x");
  });
});
