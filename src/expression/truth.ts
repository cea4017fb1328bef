import { SecretText } from "../secrets/secret-text.ts";
import type { Unknown } from "./unknown.ts";
import { isList, type Value } from "./value.ts";

/** A value that is known at its top; lists and maps may hold unknowns. */
export type Known = Exclude<Value, Unknown>;

/** Python's truth: none, false, zero and whatever is empty are false. */
export function isTrue(value: Known): boolean {
  if (value === null || typeof value !== "object") return Boolean(value);
  if (value instanceof SecretText) return value.reveal() !== "";
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0;
}
