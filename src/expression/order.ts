import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import type { Span } from "../source/span.ts";
import { compareTexts } from "./characters.ts";
import { typeName } from "./type-name.ts";
import { isList, type Value } from "./value.ts";

/** Below, equal or above zero; only numbers, texts, booleans and lists of these have an order, each among themselves (RB2003). */
export function compare(left: Value, right: Value, at: Span): number {
  if (left instanceof SecretText) return compare(left.reveal(), right, at);
  if (right instanceof SecretText) return compare(left, right.reveal(), at);
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if (isList(left) && isList(right)) return compareLists(left, right, at);
  const number = typeof left === "number" || typeof right === "number";
  throw problem("RB2003", `${typeName(left)} and ${typeName(right)} have no order`, {
    at,
    hint: number ? "turn text into a number with | int or | float" : undefined,
  });
}

function compareLists(left: readonly Value[], right: readonly Value[], at: Span): number {
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compare(one, other, at);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
