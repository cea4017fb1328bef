import { misfit } from "../expect.ts";
import { isTrue, type Known } from "../truth.ts";
import { Unknown } from "../unknown.ts";
import { isMap, ownValue } from "../value.ts";
import { defineTests, type Test, type TestCall } from "./test.ts";

type Definition = readonly [takes: string, run: Test["run"]];

const changed: Definition = ["", (result, call) => says(result, "changed", call)];
const failed: Definition = ["", (result, call) => says(result, "failed", call)];
const skipped: Definition = ["", (result, call) => says(result, "skipped", call)];
const succeeded: Definition = [
  "",
  (result, call) => {
    const answer = says(result, "failed", call);
    return answer instanceof Unknown ? answer : !answer;
  },
];

/** What a registered result says of its task. */
export const resultTests = defineTests({
  changed,
  change: changed,
  failed,
  failure: failed,
  skipped,
  skip: skipped,
  succeeded,
  success: succeeded,
  successful: succeeded,
});

function says(result: Known, key: string, call: TestCall): boolean | Unknown {
  if (!isMap(result)) throw misfit("a registered result", result, call);
  const answer = ownValue(result, key) ?? false;
  return answer instanceof Unknown ? answer : isTrue(answer);
}
