import { SecretText } from "../secrets/secret-text.ts";
import { Unknown } from "./unknown.ts";

/** What an expression can hold. Maps are objects without a prototype; only own keys exist. */
export type Value = null | boolean | number | string | SecretText | Unknown | readonly Value[] | ValueMap;

/** A mapping with string keys, in order; made by `valueMap`, so no key can reach a prototype. */
export interface ValueMap {
  readonly [key: string]: Value;
}

/** A map without a prototype from entries. */
export function valueMap(entries: Iterable<readonly [string, Value]>): ValueMap {
  const map: Record<string, Value> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** True for a mapping (not a list, a secret or an unknown). */
export function isMap(value: Value | undefined): value is ValueMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof SecretText) &&
    !(value instanceof Unknown)
  );
}

/** True for a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** An own key's value, or `undefined`. */
export function ownValue(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The first unknown inside a value, however deep; `undefined` when all of it is known. */
export function firstUnknown(value: Value): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (isList(value)) return firstOf(value);
  if (isMap(value)) return firstOf(Object.values(value));
  return undefined;
}

function firstOf(values: readonly Value[]): Unknown | undefined {
  for (const value of values) {
    const found = firstUnknown(value);
    if (found) return found;
  }
  return undefined;
}

/** JSON data (numbers, strings, lists, objects) as a value; anything else is refused with a TypeError. */
export function valueFromJson(data: unknown): Value {
  if (data === null || typeof data === "boolean" || typeof data === "number" || typeof data === "string") return data;
  if (Array.isArray(data)) return data.map(valueFromJson);
  if (typeof data === "object")
    return valueMap(Object.entries(data).map(([key, value]) => [key, valueFromJson(value)]));
  throw new TypeError(`not JSON data: ${typeof data}`);
}
