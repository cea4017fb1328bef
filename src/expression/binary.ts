import { problem } from "../problems/problem.ts";
import { SecretText } from "../secrets/secret-text.ts";
import { type ArithmeticOperator, arithmetic } from "./arithmetic.ts";
import type { BinaryOperator } from "./ast.ts";
import type { Use } from "./callable.ts";
import { firstSecret, revealed } from "./conceal.ts";
import { contains } from "./containment.ts";
import { equal } from "./equality.ts";
import { formatPercent, placesIn } from "./format-percent.ts";
import { boundedText } from "./limits.ts";
import { compare } from "./order.ts";
import { TextBuilder } from "./text-builder.ts";
import { checkComparable } from "./truth.ts";
import { Unknown } from "./unknown.ts";
import { firstUnknown, isList, isMap, type Value } from "./value.ts";

/** An operation on two values; `and` and `or` are not here, since they may leave out the second. RB2003. */
export function binary(
  operator: Exclude<BinaryOperator, "and" | "or">,
  [left, right]: readonly [Value, Value],
  use: Use,
): Value {
  switch (operator) {
    case "==":
      checkComparable([left, right], use.at);
      return equal(left, right);
    case "!=":
      checkComparable([left, right], use.at);
      return opposite(equal(left, right));
    case "in":
      return contains(right, left, use.at);
    case "not in":
      return opposite(contains(right, left, use.at));
    case "<":
    case "<=":
    case ">":
    case ">=":
      return ordered(operator, [left, right], use);
    case "~":
      return joined([left, right], use);
    default:
      return computed(operator, [left, right], use);
  }
}

/** The answer turned round; what is unknown stays so. */
export function opposite(answer: boolean | Unknown): boolean | Unknown {
  return answer instanceof Unknown ? answer : !answer;
}

function ordered(operator: "<" | "<=" | ">" | ">=", [left, right]: readonly [Value, Value], { at }: Use): Value {
  const unknown = firstUnknown([left, right]);
  if (unknown) return unknown;
  const order = compare(left, right, at);
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function joined(values: readonly Value[], { at }: Use): Value {
  const text = new TextBuilder();
  for (const value of values) text.add(value, at);
  return text.value;
}

/** Text computed from a secret is a secret. */
function computed(operator: ArithmeticOperator, [left, right]: readonly [Value, Value], use: Use): Value {
  if (left instanceof Unknown) return left;
  if (operator === "%" && (typeof left === "string" || left instanceof SecretText)) return filled(left, right, use);
  if (right instanceof Unknown) return right;
  const secret = [left, right].find((value) => value instanceof SecretText);
  const result = arithmetic(operator, [plain(left), plain(right)], use);
  if (typeof result !== "string") return result;
  const text = boundedText(result, use.at);
  return secret instanceof SecretText ? new SecretText(secret.name, text) : text;
}

/** `'%s-%d' % (a, b)`, `'%s' % a`, `'%(a)s' % {'a': 1}`. A list for one place is refused: here it may be a tuple, or not. */
function filled(pattern: string | SecretText, value: Value, { at }: Use): Value {
  const unknown = firstUnknown([value]);
  if (unknown) return unknown;
  const secret = firstSecret([pattern, value]);
  const given = revealed(value);
  const shown = String(plain(pattern));
  const places = placesIn(shown);
  if (isList(given) && places === 1) {
    const hint = 'write "..." | format(x), which takes its values one by one';
    throw problem("RB2003", '"%" cannot tell whether the list is one value or holds it', { at, hint });
  }
  const named = isMap(given) && /%\(/.test(shown) ? Object.entries(given) : [];
  const values = named.length > 0 ? [] : isList(given) ? given : [given];
  const text = boundedText(formatPercent(shown, { values, named, at }), at);
  return secret ? new SecretText(secret.name, text) : text;
}

function plain(value: Value): Value {
  return value instanceof SecretText ? value.reveal() : value;
}
