import { SecretText } from "../secrets/secret-text.ts";
import { Unknown } from "./unknown.ts";
import { isList, type Value } from "./value.ts";

/** What a value is, for messages: "a list", "text", ... */
export function typeName(value: Value): string {
  if (value === null) return "none";
  if (typeof value === "string") return "text";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (value instanceof SecretText) return "a secret";
  if (value instanceof Unknown) return "an unknown value";
  return isList(value) ? "a list" : "a mapping";
}
