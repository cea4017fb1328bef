import fc from "fast-check";
import { expect, test } from "vitest";
import { Regex } from "../../../src/expression/regex/regex.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { ProblemError } from "../../../src/problems/problem.ts";

const at = sourceText("test", "").span;

/** Patterns that mean the same in Python and JavaScript; `$`, `\Z` and inline flags do not. */
const { pattern } = fc.letrec<{ pattern: string; atom: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    tie("atom"),
    fc.tuple(tie("pattern"), tie("pattern")).map((both) => both.join("")),
    fc.tuple(tie("pattern"), tie("pattern")).map((both) => `(?:${both.join("|")})`),
    fc
      .tuple(
        tie("atom").filter((one) => one !== "^" && one !== "\\b"),
        fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?", "??", "{1,2}?"),
      )
      .map((both) => both.join("")),
    // Engines differ about repeating what may be empty: JavaScript refuses an empty turn, Python takes it once.
    fc
      .tuple(
        tie("pattern").filter((one) => !mayBeEmpty(one)),
        fc.constantFrom("*", "+", "?", "{2}", "{0,2}"),
      )
      .map(([one, times]) => `(?:${one})${times}`),
    tie("pattern").map((one) => `(${one})`),
  ),
  atom: fc.constantFrom("a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\w", "\\s", "\\b", "^", "\\.", "1"),
}));

/** Whether a pattern can match without reading; a place such as `\b` reads nothing. */
function mayBeEmpty(source: string): boolean {
  const withoutPlaces = source.replaceAll("\\b", "").replaceAll(/(?<!\[)\^/g, "");
  return new RegExp(`^(?:${withoutPlaces})$`, "u").test("");
}

const text = fc.stringMatching(/^[abc1. \n]{0,12}$/);

test("finds what JavaScript's own engine finds", () => {
  fc.assert(
    fc.property(pattern, text, fc.boolean(), fc.boolean(), (source, subject, ignoreCase, multiline) => {
      const flags = `u${ignoreCase ? "i" : ""}${multiline ? "m" : ""}`;
      const expected = new RegExp(source, flags).exec(subject);
      const found = new Regex(source, { ignoreCase, multiline }, at).find(subject);
      expect(found && [found.start, found.groups[0]]).toEqual(expected ? [expected.index, expected[0]] : undefined);
    }),
    { numRuns: 3000, examples: [["(?:.)?\\ba", ".\na", false, false]] },
  );
});

test("whether there is a match is told as it is found, anywhere and at the begin", () => {
  fc.assert(
    fc.property(pattern, text, fc.boolean(), fc.boolean(), (source, subject, multiline, anchored) => {
      const regex = new Regex(source, { ignoreCase: false, multiline }, at);
      expect(regex.matches(subject, anchored)).toBe(regex.find(subject, anchored) !== undefined);
      expect(regex.matches(subject)).toBe(new RegExp(source, multiline ? "um" : "u").test(subject));
    }),
    { numRuns: 3000 },
  );
});

test("groups are those of JavaScript when no group is repeated (then the two differ by definition)", () => {
  const flat = fc
    .array(
      fc.tuple(fc.constantFrom("a", "[ab]", ".", "\\d", "a|b", "ab|a"), fc.constantFrom("", "*", "+", "?", "*?")),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.map(([one, times]) => `((?:${one})${times})`).join(""));
  fc.assert(
    fc.property(flat, text, (source, subject) => {
      const expected = new RegExp(source, "u").exec(subject);
      const found = new Regex(source, { ignoreCase: false, multiline: false }, at).find(subject);
      expect(found?.groups).toEqual(expected ? [...expected] : undefined);
    }),
    { numRuns: 1500 },
  );
});

test("any text is a pattern or a problem", () => {
  const soup = fc
    .array(fc.constantFrom(..."( ) [ ] { } * + ? | ^ $ . \\ a b - , 1 2 d w P < > : = ! é".split(" ")), {
      maxLength: 12,
    })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(soup, text, (source, subject) => {
      try {
        new Regex(source, { ignoreCase: true, multiline: true }, at).find(subject);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
      }
    }),
    { numRuns: 3000, examples: [["(?:.)?\\ba", ".\na", false, false]] },
  );
});
