import fc from "fast-check";
import { expect, test } from "vitest";
import { ProblemError } from "../../../src/problems/problem.ts";
import type { Located } from "../../../src/source/located.ts";
import { readJson } from "../../../src/source/read-json.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";

const key = fc.string().filter((text) => !["__proto__", "constructor", "prototype"].includes(text));
/** Whole numbers beyond what is exact are refused on purpose. */
const isKept = (number: number) => !/^-?\d+$/.test(JSON.stringify(number)) || Number.isSafeInteger(number);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: "small", maxDepth: 8 },
    fc.string({ unit: "binary" }),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isKept),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("data")),
    fc.dictionary(key, tie("data")),
  ),
}));

/** Every part stands where it says: the text there is that part alone. */
function checkPlaces(located: Located, text: string): void {
  const written: unknown = JSON.parse(text.slice(located.span.start, located.span.end));
  expect(plain(located)).toEqual(written);
  if (located.kind === "list") for (const item of located.items) checkPlaces(item, text);
  if (located.kind === "map") {
    for (const { key: name, keySpan, value } of located.entries) {
      expect(JSON.parse(text.slice(keySpan.start, keySpan.end))).toBe(name);
      checkPlaces(value, text);
    }
  }
}

const plain = (located: Located): unknown => JSON.parse(JSON.stringify(valueOfLocated(located)));

test("any JSON is read as JSON.parse reads it, and every part knows its place", () => {
  const layout = fc.constantFrom<string | number | undefined>(undefined, 1, 4, "\t");
  fc.assert(
    fc.property(data, layout, (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      checkPlaces(readJson({ name: "x.json", text }), text);
    }),
    { numRuns: 200 },
  );
});

test("what JSON.parse refuses is refused with a place in the text", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    "\\",
    "1",
    "-",
    "0",
    "1.5e3",
    "true",
    "nul",
    " ",
    "\n",
    "\u00e9",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("");
      const isFine = attempt(() => JSON.parse(text)) === undefined;
      const error = attempt(() => readJson({ name: "x.json", text }));
      if (isFine) expect(error === undefined || isOther(error)).toBe(true);
      else
        expect(error instanceof ProblemError && error.problems.every(({ at }) => at && at.start <= text.length)).toBe(
          true,
        );
    }),
    { numRuns: 3000 },
  );
});

function attempt(run: () => unknown): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** What is stricter on purpose: keys that stand twice, numbers that cannot be kept. */
function isOther(error: unknown): boolean {
  return (
    error instanceof ProblemError &&
    error.problems.every(({ code, message }) => code === "RB1003" || /too large/.test(message))
  );
}
