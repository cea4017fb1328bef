import { expect, test } from "vitest";
import { ProblemError } from "../../../../src/problems/problem.ts";
import { readInputs } from "../../../../src/runbook/inputs/read-inputs.ts";
import { readYaml } from "../../../../src/source/read-yaml.ts";
import { placeOf } from "../../../../src/source/span.ts";

function read(text: string) {
  const located = readYaml({ name: "r.yaml", text });
  if (located.kind !== "map") throw new Error("no mapping");
  return readInputs(located);
}

function mistakes(text: string): readonly string[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems.map(
      (one) => `${one.at ? placeOf(one.at).replace("r.yaml:", "") : "?"} ${one.code} ${one.message}`,
    );
  }
}

test("an input is text and required, unless it says otherwise", () => {
  const [bare, full] = read(`
bare:
count:
  type: integer
  description: How many.
  default: 3
`);
  expect(bare).toMatchObject({ name: "bare", type: "string", required: true, secret: false, pattern: undefined });
  expect(full).toMatchObject({ name: "count", type: "integer", required: false, description: "How many." });
  expect(full?.default).toMatchObject({ value: 3 });
});

test("a pattern is for the whole value", () => {
  const [input] = read("id: {pattern: '[0-9]{3}|x'}");
  expect(["123", "x", "1234", "xx", "123\n"].map((value) => input?.pattern?.matches(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("a secret may come from a command, given as a list", () => {
  expect(read("s: {secret: true, command: [pass, show, 'a b']}")[0]?.command).toEqual(["pass", "show", "a b"]);
});

test("no inputs are no problem", () => {
  expect(readInputs(undefined)).toEqual([]);
});

test.each([
  ["a: {typ: string}", '1:5 RB1103 the input "a" has an unknown key "typ"'],
  ["a: {type: number}", '1:11 RB1101 "number" is not a type of input'],
  ["a: {pattern: '('}", '1:14 RB1101 the pattern of "a" is not a regular expression'],
  ["a: {secret: maybe}", '1:13 RB1101 "secret" of the input "a" must be true or false'],
  ["a: {secret: true, default: x}", '1:28 RB1101 the secret input "a" cannot have a default'],
  ["a: {command: pass show}", '1:14 RB1101 the command of "a" must be a list of words'],
  ["a: text", '1:4 RB1101 the input "a" must be a mapping'],
  ["a-b: {}", '1:1 RB1101 "a-b" cannot be the name of an input'],
  ["a: {type: integer, default: x}", '1:29 RB3102 the input "a" must be a whole number'],
  ["a: {pattern: '[a-z]+', default: X}", '1:33 RB3102 the input "a" does not have the right form (it is "X")'],
])("%s is a mistake with its place", (text, expected) => {
  expect(mistakes(text)).toEqual([expected]);
});

test("all mistakes are told at once", () => {
  expect(mistakes("a: {type: x}\nb: {sekret: true}\n")).toHaveLength(2);
});
