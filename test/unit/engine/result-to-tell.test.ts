import { expect, test } from "vitest";
import { linesAgain, resultToTell } from "../../../src/engine/result-to-tell.ts";
import { valueMap } from "../../../src/expression/value.ts";

const said = (text: string, lines: readonly string[]) =>
  valueMap(Object.entries({ rc: 0, stdout: text, stdout_lines: lines, stderr: "", stderr_lines: [] }));

test("the lines of an output are told once, as its text, and are there again for who goes on", () => {
  const one = said("a\nb", ["a", "b"]);
  const loop = valueMap(Object.entries({ changed: true, results: [one, said("", [])] }));
  expect(resultToTell(one)).toEqual({ rc: 0, stdout: "a\nb", stderr: "" });
  expect(resultToTell(loop)).toEqual({
    changed: true,
    results: [
      { rc: 0, stdout: "a\nb", stderr: "" },
      { rc: 0, stdout: "", stderr: "" },
    ],
  });
  for (const result of [one, loop]) expect(linesAgain(resultToTell(result) ?? valueMap([]))).toEqual(result);
});

test("what is not told elsewhere is told", () => {
  const result = valueMap(Object.entries({ stdout_lines: ["a"], head_lines: [1], results: ["x"] }));
  expect(resultToTell(result)).toEqual(result);
});
