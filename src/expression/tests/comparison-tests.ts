import { contains } from "../containment.ts";
import { equal, listHolds } from "../equality.ts";
import { asInteger, asNumber } from "../expect.ts";
import { itemsOf } from "../items-of.ts";
import { compare } from "../order.ts";
import { holds } from "../truth.ts";
import { Unknown } from "../unknown.ts";
import { firstUnknown, type Value } from "../value.ts";
import { defineTests, type Test, type TestCall } from "./test.ts";

type Definition = readonly [takes: string, run: Test["run"]];

const equalTo: Definition = ["other", (value, call) => equal(value, other(call))];
const notEqualTo: Definition = ["other", (value, call) => negated(equal(value, other(call)))];
const subset: Definition = ["other", (value, call) => contained(value, other(call), call)];
const superset: Definition = ["other", (value, call) => contained(other(call), value, call)];
const less = ordered((order) => order < 0);
const lessOrEqual = ordered((order) => order <= 0);
const greater = ordered((order) => order > 0);
const greaterOrEqual = ordered((order) => order >= 0);

/** How a value compares with another; the operators' signs are for `select` and its like. */
export const comparisonTests = defineTests({
  eq: equalTo,
  equalto: equalTo,
  "==": equalTo,
  ne: notEqualTo,
  "!=": notEqualTo,
  lt: less,
  lessthan: less,
  "<": less,
  le: lessOrEqual,
  "<=": lessOrEqual,
  gt: greater,
  greaterthan: greater,
  ">": greater,
  ge: greaterOrEqual,
  ">=": greaterOrEqual,
  sameas: ["other", (value, call) => equal(value, other(call))],
  subset,
  issubset: subset,
  superset,
  issuperset: superset,
  all: ["", (value, call) => quantified(value, call, "all")],
  any: ["", (value, call) => quantified(value, call, "any")],
  in: ["container", (value, call) => contains(call.args.value("container") ?? null, value, call.at)],
  contains: ["item", (value, call) => contains(value, call.args.value("item") ?? null, call.at)],
  even: ["", (value, call) => asInteger(value, call) % 2 === 0],
  odd: ["", (value, call) => asInteger(value, call) % 2 !== 0],
  divisibleby: [
    "num",
    (value, call) => {
      const divisor = call.args.value("num") ?? null;
      return divisor instanceof Unknown ? divisor : asNumber(value, call) % asNumber(divisor, call) === 0;
    },
  ],
});

/** Whether each item of one list is in the other; unknown only while that could change the answer. */
function contained(inner: Value, outer: Value, call: TestCall): boolean | Unknown {
  const list = itemsOf(outer, call);
  let unsure: Unknown | undefined;
  for (const item of itemsOf(inner, call)) {
    const held = listHolds(list, item);
    if (held === false) return false;
    if (held instanceof Unknown) unsure ??= held;
  }
  return unsure ?? true;
}

/** Whether all items are true, or any is. */
function quantified(value: Value, call: TestCall, which: "all" | "any"): boolean | Unknown {
  const decisive = which === "any";
  let unsure: Unknown | undefined;
  for (const item of itemsOf(value, call)) {
    if (item instanceof Unknown) unsure ??= item;
    else if (holds(item, call.at) === decisive) return decisive;
  }
  return unsure ?? !decisive;
}

function ordered(accept: (order: number) => boolean): Definition {
  return [
    "other",
    (value, call) => {
      const unknown = firstUnknown(value) ?? firstUnknown(other(call));
      return unknown ?? accept(compare(value, other(call), call.at));
    },
  ];
}

function other(call: TestCall): Value {
  return call.args.value("other") ?? null;
}

function negated(answer: boolean | Unknown): boolean | Unknown {
  return answer instanceof Unknown ? answer : !answer;
}
