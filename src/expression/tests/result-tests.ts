import { misfit } from "../expect.ts";
import { isTrue, type Known } from "../truth.ts";
import { Unknown } from "../unknown.ts";
import { isList, isMap, ownValue } from "../value.ts";
import { defineTests, type Test, type TestCall } from "./test.ts";

type Definition = readonly [takes: string, run: Test["run"]];

const changed: Definition = ["", (result, call) => anyChanged(result, call)];
const failed: Definition = ["", (result, call) => says(result, "failed", call)];
const skipped: Definition = ["", (result, call) => says(result, "skipped", call)];
const unreachable: Definition = ["", (result, call) => says(result, "unreachable", call)];
const reachable: Definition = [
  "",
  (result, call) => {
    const answer = says(result, "unreachable", call);
    return answer instanceof Unknown ? answer : !answer;
  },
];
const succeeded: Definition = [
  "",
  (result, call) => {
    const answer = says(result, "failed", call);
    return answer instanceof Unknown ? answer : !answer;
  },
];

const started: Definition = ["", (result, call) => isJobSo(result, "started", call)];
const finished: Definition = ["", (result, call) => isJobSo(result, "finished", call)];

/** What a registered result says of its task. */
export const resultTests = defineTests({
  changed,
  change: changed,
  failed,
  failure: failed,
  skipped,
  skip: skipped,
  unreachable,
  reachable,
  succeeded,
  success: succeeded,
  successful: succeeded,
  started,
  finished,
});

/** A loop's result that says nothing itself has changed something when one of its results has. */
function anyChanged(result: Known, call: TestCall): boolean | Unknown {
  const results = isMap(result) && !Object.hasOwn(result, "changed") ? ownValue(result, "results") : undefined;
  if (!isList(results)) return says(result, "changed", call);
  const answers = results.map((one) => (one instanceof Unknown ? one : says(one, "changed", call)));
  return answers.includes(true) || (answers.find((answer) => answer instanceof Unknown) ?? false);
}

function says(result: Known, key: string, call: TestCall): boolean | Unknown {
  if (!isMap(result)) throw misfit("a registered result", result, call);
  const answer = ownValue(result, key) ?? false;
  return answer instanceof Unknown ? answer : isTrue(answer);
}

/** What is no job has both begun and ended. */
function isJobSo(result: Known, key: "started" | "finished", call: TestCall): boolean | Unknown {
  return isMap(result) && !Object.hasOwn(result, key) ? true : says(result, key, call);
}
