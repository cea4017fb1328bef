import { SecretText } from "../../secrets/secret-text.ts";
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
  mapping: ["", (value) => isMap(value)],
  sequence: ["", (value) => isText(value) || isList(value) || isMap(value)],
  iterable: ["", (value) => isText(value) || isList(value) || isMap(value)],
});

function isText(value: Value): boolean {
  return typeof value === "string" || value instanceof SecretText;
}
