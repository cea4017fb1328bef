import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/expression/evaluate.ts";
import { filters } from "../../../src/expression/filters/filters.ts";
import { functions } from "../../../src/expression/functions.ts";
import { leftOut } from "../../../src/expression/left-out.ts";
import { lookups } from "../../../src/expression/lookups/lookups.ts";
import { methods } from "../../../src/expression/methods.ts";
import { parseExpression } from "../../../src/expression/parse-expression.ts";
import { functionNotes, lookupNotes, methodNotes } from "../../../src/expression/reference/other-notes.ts";
import type { Section } from "../../../src/expression/reference/section.ts";
import { testAliases, testNotes } from "../../../src/expression/reference/test-notes.ts";
import { textNotes } from "../../../src/expression/reference/text-notes.ts";
import { valueNotes } from "../../../src/expression/reference/value-notes.ts";
import { sourceText } from "../../../src/expression/source-text.ts";
import { tests } from "../../../src/expression/tests/tests.ts";

const filterNotes = [...textNotes, ...valueNotes];
const nothing = {
  lookup: () => undefined,
  names: () => [],
  outside: { environment: () => undefined, file: () => "", template: () => "" },
};

function named(sections: readonly Section[]): readonly string[] {
  return sections.flatMap(({ notes }) => Object.keys(notes)).sort();
}

describe("the reference has a note on every", () => {
  test("filter", () => expect(named(filterNotes)).toEqual([...filters.keys()].sort()));
  test("test", () => {
    const all = [...tests.keys(), "defined", "undefined"];
    expect([...named(testNotes), ...testAliases.keys()].sort()).toEqual(all.sort());
  });
  test("function", () => expect(named([functionNotes])).toEqual([...functions.keys()].sort()));
  test("method", () => expect(named([methodNotes])).toEqual([...methods.keys()].sort()));
  test("lookup", () => expect(Object.keys(lookupNotes).sort()).toEqual([...lookups.keys()].sort()));
});

describe.each([...filterNotes, ...testNotes, functionNotes, methodNotes])("$title", ({ notes }) => {
  test.each(Object.entries(notes))("%s", (name, [says, example, gives]) => {
    expect(says).toMatch(/^[A-Z`].*\.$/s);
    expect(example).toContain(name);
    expect(evaluate(parseExpression(sourceText("example", example)), nothing)).toEqual(gives);
  });
});

test.each(Object.entries(lookupNotes))("the example of the lookup %s can be parsed", (_, [, example]) => {
  parseExpression(sourceText("example", example));
});

test("an alias of a test does what its other name does", () => {
  for (const [alias, name] of testAliases) {
    expect([...(tests.get(alias)?.takes.names ?? ["none"])]).toEqual([...(tests.get(name)?.takes.names ?? [])]);
  }
});

test("nothing is both there and left out", () => {
  const there = [
    ...[...filters.keys()].map((name) => `filter ${name}`),
    ...[...tests.keys()].map((name) => `test ${name}`),
    ...[...functions.keys()].map((name) => `function ${name}`),
    ...[...methods.keys()].map((name) => `method ${name}`),
    ...[...lookups.keys()].map((name) => `lookup ${name}`),
  ];
  expect(there.filter((name) => leftOut.has(name))).toEqual([]);
});
