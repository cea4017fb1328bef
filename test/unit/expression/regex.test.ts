import { describe, expect, test } from "vitest";
import { Regex } from "../../../src/expression/regex/regex.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { problemOf } from "./try-expression.ts";

const at = sourceText("test", "").span;
const plain = { ignoreCase: false, multiline: false };

function find(pattern: string, text: string, flags = plain) {
  return new Regex(pattern, flags, at).find(text)?.groups;
}

describe("regular expressions follow Python", () => {
  test.each<[string, string, readonly (string | undefined)[] | undefined]>([
    ["b+", "abbb", ["bbb"]],
    ["b+?", "abbb", ["b"]],
    ["a|ab", "ab", ["a"]],
    ["(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]],
    ["x{2,3}", "xxxx", ["xxx"]],
    ["x{,2}y", "xxxy", ["xxy"]],
    ["x{2}", "x", undefined],
    ["x{a}", "x{a}", ["x{a}"]],
    ["a{}", "a{}", ["a{}"]],
    ["[^a-c]+", "abcdef", ["def"]],
    ["[]a]+", "x]a", ["]a"]],
    ["[a\\]-]+", "x-]a", ["-]a"]],
    ["[\\d\\s]+", "a1 2b", ["1 2"]],
    ["\\w+@\\w+", "to é_1@x!", ["é_1@x"]],
    ["\\bcat\\b", "a cat.", ["cat"]],
    ["\\bcat\\B", "a cats", ["cat"]],
    ["(a|)\\bc", "ab c", ["c", ""]],
    ["^b", "a\nb", undefined],
    ["b$", "ab\n", ["b"]],
    ["b\\Z", "ab\n", undefined],
    ["\\Aa", "ba", undefined],
    ["a.c", "a\nc", undefined],
    ["(?s)a.c", "a\nc", ["a\nc"]],
    ["(?i)ABC", "xabc", ["abc"]],
    ["(?im)^b$", "a\nB\n", ["B"]],
    ["(?P<year>\\d{4})-(?:\\d\\d)", "on 2024-05", ["2024-05", "2024"]],
    ["(a)?b", "b", ["b", undefined]],
    ["(a*)*", "b", ["", ""]],
    ["(|a)+", "aa", ["", ""]],
    [".", "😀", ["😀"]],
    ["\\x41\\u0042\\t\\.", "AB\t.", ["AB\t."]],
    ["\\060\\101[\\07]", "0A\x07", ["0A\x07"]],
    ["", "abc", [""]],
  ])("%s in %j", (pattern, text, groups) => expect(find(pattern, text)).toEqual(groups));

  test.each([
    ["(", 'a "(" is never closed'],
    [")", 'a ")" closes nothing'],
    ["[a", 'a "[" is never closed'],
    ["[", "it ends too early"],
    ["*a", 'nothing stands before "*"'],
    ["a**", "one repetition follows another"],
    ["^*", "a place cannot be repeated"],
    ["a{3,2}", "the larger count comes first"],
    ["[z-a]", "a range runs backwards"],
    ["\\", "it ends too early"],
    ["\\q", 'the escape "\\q" is not known'],
    ["(a)\\1", 'the back-reference "\\1" is not supported'],
    ["(?=a)", "look-around, back-references and options inside a pattern are not supported"],
    ["(?P<a>x)(?P<a>y)", 'two groups are called "a"'],
    ["[[:alpha:]]", "classes such as [:alpha:] are not supported; write a-z"],
  ])("%s is refused", (pattern, reason) =>
    expect(problemOf(() => find(pattern, ""))).toBe(
      `1:1 RB2003 the regular expression "${pattern}" cannot be used: ${reason}`,
    ),
  );

  test("patterns that make backtracking engines hang are linear here", () => {
    const text = "a".repeat(100_000);
    for (const pattern of ["(a+)+b", "(a|a)*b", "(a?){50}a{50}b", "(.*)(.*)(.*)b", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
      expect(find(pattern, text)).toBeUndefined();
      expect(new Regex(pattern, plain, at).matches(text)).toBe(false);
    }
  });

  test("a pattern that is too large or takes too long is refused", () => {
    expect(problemOf(() => find("(a{100}){100}", "a"))).toContain("RB2006 the regular expression is too large");
    expect(problemOf(() => find("[a-z]{1,900}Z", "a".repeat(1_000_000)))).toContain(
      "RB2006 the regular expression takes too long on this text",
    );
    expect(problemOf(() => new Regex("[a-z]{1,900}Z", plain, at).matches("a".repeat(1_000_000)))).toContain("too long");
    expect(problemOf(() => find("(".repeat(200), ""))).toContain("its groups are nested too deeply");
  });
});
