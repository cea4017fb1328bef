import { SecretText } from "../secrets/secret-text.ts";
import { Unknown } from "./unknown.ts";
import { isList, type Value } from "./value.ts";

/** A text that two known values share exactly when they are equal. It may hold secrets: only for sets and lookups. */
export function identityOf(value: Value): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return String(Number(value));
  if (typeof value === "number") return String(value + 0);
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof SecretText) return JSON.stringify(value.reveal());
  if (value instanceof Unknown) throw new TypeError("an unknown value has no identity");
  if (isList(value)) return `[${value.map(identityOf).join()}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${identityOf(value[key] ?? null)}`).join()}}`;
}
