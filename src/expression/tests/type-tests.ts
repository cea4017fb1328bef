import { SecretText } from "../../secrets/secret-text.ts";
import { isTrue, type Known } from "../truth.ts";
import type { Value } from "../value.ts";
import { isList, isMap } from "../value.ts";
import { defineTests } from "./test.ts";

/** What a value is. A boolean is no number here, although it equals 1 or 0. */
export const typeTests = defineTests({
  none: ["", (value) => value === null],
  string: ["", isText],
  number: ["", (value) => typeof value === "number"],
  integer: ["", (value) => Number.isInteger(value)],
  float: ["", (value) => typeof value === "number" && !Number.isInteger(value)],
  boolean: ["", (value) => typeof value === "boolean"],
  true: ["", (value) => value === true],
  false: ["", (value) => value === false],
  truthy: ["convert_bool?", (value, { args }) => truth(value, args.flag("convert_bool"))],
  falsy: ["convert_bool?", (value, { args }) => !truth(value, args.flag("convert_bool"))],
  mapping: ["", (value) => isMap(value)],
  sequence: ["", (value) => isText(value) || isList(value) || isMap(value)],
  iterable: ["", (value) => isText(value) || isList(value) || isMap(value)],
});

/** Python's truth; with `convert` also of the words for booleans. */
function truth(value: Known, convert: boolean): boolean {
  return !(convert && typeof value === "string" && /^(no|n|false|f|off|0)$/i.test(value)) && isTrue(value);
}

function isText(value: Value): boolean {
  return typeof value === "string" || value instanceof SecretText;
}
