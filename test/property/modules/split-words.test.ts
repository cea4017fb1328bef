import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "../../../src/changes/quote.ts";
import { splitWords } from "../../../src/modules/command/split-words.ts";

/** What a real shell makes of a line; `null` when it refuses it. No expansion happens in these alphabets. */
function asShell(lines: readonly string[]): readonly (readonly string[] | null)[] {
  const script =
    'set -f; for line; do (eval "set -- $line" 2>/dev/null && printf "%s\\0" "$@" && printf "\x01") || printf "\x02"; done';
  const output = execFileSync("sh", ["-c", script, "sh", ...lines], { encoding: "latin1", maxBuffer: 2 ** 26 });
  return [...output.matchAll(/([^\x01\x02]*)([\x01\x02])/g)].map(([, words = "", end]) => {
    return end === "\x02" ? null : words.split("\0").slice(0, -1);
  });
}

function ours(line: string): readonly string[] | null {
  try {
    return splitWords(line);
  } catch {
    return null;
  }
}

test("a line is split as a shell splits it", () => {
  const mark = fc.constantFrom("'", '"', "\\", " ", "\t", "a", "b-", "é", "=", "/x");
  const lines = fc.array(fc.array(mark, { maxLength: 12 }), { minLength: 150, maxLength: 150 });
  fc.assert(
    fc.property(lines, (parts) => {
      // The leading word keeps `set --` from listing variables; a trailing backslash is refused by us and kept by sh.
      const texts = parts.map((part) => `x ${part.join("")}`).filter((text) => !/(?<!\\)(\\\\)*\\$/.test(text));
      const expected = asShell(texts).map(
        (words) => words?.map((word) => Buffer.from(word, "latin1").toString("utf8")) ?? null,
      );
      expect(texts.map(ours)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test("quoted words come back as they were", () => {
  const word = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(words.map(quote).join("  \n"))).toEqual(words);
    }),
    { numRuns: 300 },
  );
});

test("nothing but quotes and backslashes means anything", () => {
  expect(splitWords("a $HOME `b` *|;&>#c ~ {d,e} !f")).toEqual(["a", "$HOME", "`b`", "*|;&>#c", "~", "{d,e}", "!f"]);
  expect(splitWords('"$a \\$b \\n \\" \\\\"')).toEqual(['$a $b \\n " \\']);
  expect(splitWords("a \\\n b ''")).toEqual(["a", "b", ""]);
  expect(splitWords("")).toEqual([]);
});
