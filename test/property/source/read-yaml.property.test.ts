import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Located, LocatedScalar } from "../../../src/source/located.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const word = fc.stringMatching(/^[a-zA-Z][\w ]{0,12}[a-z]$/);
const line = fc.stringMatching(/^ {0,2}[!-~][ -~]{0,20}$/).filter((text) => !/\s$/.test(text));
const leaf = fc.oneof(word, line, fc.integer(), fc.boolean(), fc.constant(null), fc.string());
const safeKey = fc
  .stringMatching(/^[a-z_][\w-]{0,8}$/)
  .filter((key) => !["__proto__", "constructor", "prototype"].includes(key));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(safeKey, tie("tree"), { maxKeys: 4 }),
  ),
}));

function scalars(located: Located): readonly LocatedScalar[] {
  if (located.kind === "scalar") return [located];
  const children = located.kind === "list" ? located.items : located.entries.map((entry) => entry.value);
  return children.flatMap(scalars);
}

test("what a YAML writer writes is read back as the same data", () => {
  const styles = fc.record({
    defaultStringType: fc.constantFrom(
      "PLAIN" as const,
      "QUOTE_DOUBLE" as const,
      "QUOTE_SINGLE" as const,
      "BLOCK_LITERAL" as const,
    ),
    lineWidth: fc.constantFrom(0, 40),
  });
  fc.assert(
    fc.property(tree, styles, (value, options) => {
      const data = [JSON.parse(JSON.stringify(value)) ?? null];
      const text = stringify(data, options);
      fc.pre(isDeepStrictEqual(parse(text), data)); // The writer loses blanks: it writes " " as an empty block.
      expect(JSON.parse(JSON.stringify(valueOfLocated(readYaml({ name: "f", text }))))).toEqual(data);
    }),
    { numRuns: 500 },
  );
});

test("the place of a part of a text holds that part: plain, quoted without escapes, literal block", () => {
  const written = fc.oneof(
    word.map((text) => ({ text, yaml: `key:  ${text}\n` })),
    line.filter((text) => !text.includes("'")).map((text) => ({ text, yaml: `key: '${text}' # x\n` })),
    line.filter((text) => !/["\\]/.test(text)).map((text) => ({ text, yaml: `- a: "${text}"\n` })),
    fc.tuple(fc.array(line, { minLength: 1, maxLength: 5 }), fc.constantFrom("\n", "\r\n")).map(([lines, end]) => ({
      text: `${lines.join("\n")}\n`,
      yaml: `key: |2${end}${lines.map((one) => `  ${one}${end}`).join("")}`,
    })),
  );
  fc.assert(
    fc.property(written, fc.nat(60), fc.nat(20), ({ text, yaml }, from, length) => {
      const [scalar] = scalars(readYaml({ name: "f", text: yaml }));
      expect(scalar?.value).toBe(text);
      const start = Math.min(from, text.length - 1);
      const end = Math.min(start + length, text.length);
      if (text.slice(start, end).includes("\n")) return;
      const span = scalar?.spanWithin(start, end);
      expect(yaml.slice(span?.start, span?.end)).toBe(text.slice(start, end));
    }),
    { numRuns: 1000 },
  );
});

test("no text makes the reader throw anything but problems with places, nor touches Object.prototype", () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const pieces = [
    "a: ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "!x ",
    "|",
    ">",
    "'",
    '"',
    "#",
    "? ",
    "<<: ",
  ];
  const odd = ["__proto__: ", "---\n", "...\n", "%YAML 1.1\n", "\t", "\r\n", "{{ x }}", "\u2028", "\\", "\ufeff", "0x"];
  const soup = fc.array(fc.oneof(fc.constantFrom(...pieces, ...odd), fc.string({ maxLength: 3 })), { maxLength: 40 });
  fc.assert(
    fc.property(soup, (parts) => {
      const text = parts.join("");
      try {
        for (const scalar of scalars(readYaml({ name: "f", text }))) scalar.spanWithin(0, scalar.source.length);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        expect(error.problems.length).toBeGreaterThan(0);
        for (const { at } of error.problems) expect(at && at.start <= text.length && at.start >= 0).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});
