import { problem } from "../problems/problem.ts";
import type { Span } from "../source/span.ts";
import { limits, type Steps } from "./limits.ts";
import { typeName } from "./type-name.ts";
import { isList, type Value } from "./value.ts";

/** The operators that compute; `~` and comparisons are elsewhere. */
export type ArithmeticOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** An operation on known values without secrets: numbers, `+` on texts and lists, `*` of a text or list with a number. RB2003. */
export function arithmetic(
  operator: ArithmeticOperator,
  [left, right]: readonly [Value, Value],
  { at, steps }: { at: Span; steps: Steps },
): Value {
  if (typeof left === "number" && typeof right === "number") return compute(operator, [left, right], at);
  if (operator === "+" && typeof left === "string" && typeof right === "string") return left + right;
  if (operator === "+" && isList(left) && isList(right)) return [...left, ...right];
  if (operator === "*" && typeof right === "number") return repeated(left, right, { at, steps });
  if (operator === "*" && typeof left === "number") return repeated(right, left, { at, steps });
  throw unfit(operator, [left, right], at);
}

function compute(operator: ArithmeticOperator, [left, right]: readonly [number, number], at: Span): number {
  if (right === 0 && (operator === "/" || operator === "//" || operator === "%")) {
    throw problem("RB2003", `a division by zero`, { at });
  }
  const result = resultOf(operator, left, right);
  if (!Number.isFinite(result)) throw problem("RB2003", `the result of "${operator}" is not a finite number`, { at });
  const whole = Number.isSafeInteger(left) && Number.isSafeInteger(right) && Number.isInteger(result);
  if (whole && !Number.isSafeInteger(result)) {
    throw problem("RB2003", `the result of "${operator}" is too large to be exact`, { at });
  }
  return result;
}

function resultOf(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "//":
      return (left - remainder(left, right)) / right;
    case "%":
      return remainder(left, right);
    case "**":
      return left ** right;
  }
}

/** What is left of a division, with the sign of the divisor, as in Python. */
function remainder(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

function repeated(value: Value, count: number, { at, steps }: { at: Span; steps: Steps }): Value {
  const times = Math.max(0, count);
  if (!Number.isInteger(times)) throw unfit("*", [value, count], at);
  if (typeof value === "string") {
    if (value.length * times <= limits.text) return value.repeat(times);
    throw problem("RB2006", `the text grows beyond ${limits.text / 1024 / 1024} MiB`, { at });
  }
  if (!isList(value)) throw unfit("*", [value, count], at);
  steps.spend(value.length * times, at);
  return Array.from({ length: times }, () => value).flat();
}

function unfit(operator: ArithmeticOperator, [left, right]: readonly [Value, Value], at: Span) {
  const text = operator === "+" && (typeof left === "string" || typeof right === "string");
  return problem("RB2003", `"${operator}" does not work on ${typeName(left)} and ${typeName(right)}`, {
    at,
    hint: text ? "join texts with ~, or turn text into a number with | int" : undefined,
  });
}
