import { SecretText } from "../secrets/secret-text.ts";
import { Unknown } from "./unknown.ts";
import { isList, isMap, ownValue, type Value, type ValueMap } from "./value.ts";

/**
 * `==` as in Python: deep, without conversion except that true is 1 and false is 0. A difference that is certain is false
 * even when something else is unknown.
 */
export function equal(left: Value, right: Value): boolean | Unknown {
  if (left instanceof Unknown) return left;
  if (right instanceof Unknown) return right;
  if (isList(left) && isList(right)) return left.length === right.length && equalPairs(left, right);
  if (isMap(left) && isMap(right)) return equalMaps(left, right);
  return plain(left) === plain(right);
}

/** Whether a list holds an equal item; unknown when only an unknown item could be the one. */
export function listHolds(list: readonly Value[], item: Value): boolean | Unknown {
  let unsure: Unknown | undefined;
  for (const one of list) {
    const same = equal(one, item);
    if (same === true) return true;
    if (same instanceof Unknown) unsure ??= same;
  }
  return unsure ?? false;
}

function equalMaps(left: ValueMap, right: ValueMap): boolean | Unknown {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length || !keys.every((key) => Object.hasOwn(right, key))) return false;
  return equalPairs(
    Object.values(left),
    keys.map((key) => ownValue(right, key) ?? null),
  );
}

function equalPairs(left: readonly Value[], right: readonly Value[]): boolean | Unknown {
  let unsure: Unknown | undefined;
  for (const [index, one] of left.entries()) {
    const same = equal(one, right[index] ?? null);
    if (same === false) return false;
    if (same instanceof Unknown) unsure ??= same;
  }
  return unsure ?? true;
}

function plain(value: Value): Value {
  if (typeof value === "boolean") return Number(value);
  return value instanceof SecretText ? value.reveal() : value;
}
